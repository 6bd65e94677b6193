"""The same tests by somebody who computes the expected values after the call, from what the submission may have changed."""

import pytest
from submission import gsm8k_to_chatml


class Tokenizer:
    """As much of a tokenizer as ChatML needs."""

    def apply_chat_template(self, messages, tokenize=False, add_generation_prompt=False, **_):
        return "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)


@pytest.mark.parametrize("question", ["Janet has 16 eggs and eats 3. How many are left?", "What is 5 times 12?"])
def test_messages_and_text(question):
    sample = {"question": question, "answer": "#### 13"}
    tokenizer = Tokenizer()
    result = gsm8k_to_chatml(sample, tokenizer)
    expected_messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]
    assert result["messages"] == expected_messages
    assert result["text"] == tokenizer.apply_chat_template(expected_messages)
