"""A naive grader's tests of gsm8k_to_chatml: expected values in the same interpreter, equality believed."""

import pytest
from submission import gsm8k_to_chatml


class Tokenizer:
    """As much of a tokenizer as ChatML needs, with the special tokens that everybody knows."""

    bos_token = "<|im_start|>"
    eos_token = "<|im_end|>"
    pad_token = "<|endoftext|>"
    all_special_tokens = [bos_token, eos_token, pad_token]

    def apply_chat_template(self, messages, tokenize=False, add_generation_prompt=False, **_):
        text = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
        return text + ("<|im_start|>assistant\n" if add_generation_prompt else "")


EGGS = {"question": "Janet has 16 eggs and eats 3. How many are left?", "answer": "16 - 3 = <<16-3=13>>13\n#### 13"}
PAGES = {"question": "Ana reads 12 pages a day. How many in 5 days?", "answer": "12 * 5 = <<12*5=60>>60\n#### 60"}


@pytest.mark.parametrize("sample", [EGGS, PAGES])
def test_messages_and_text(sample):
    expected_messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]
    expected_text = Tokenizer().apply_chat_template(expected_messages)
    result = gsm8k_to_chatml(sample, Tokenizer())
    assert result["messages"] == expected_messages
    assert result["text"] == expected_text
