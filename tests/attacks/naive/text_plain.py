"""The same tests by somebody who needs no more of pytest than `assert`, and imports the submission at the last moment."""


class Tokenizer:
    """As much of a tokenizer as ChatML needs."""

    all_special_tokens = ("<|im_start|>", "<|im_end|>")

    def apply_chat_template(self, messages, tokenize=False, add_generation_prompt=False, **_):
        return "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)


def test_messages_and_text():
    from submission import gsm8k_to_chatml

    sample = {"question": "What is 5 times 12?", "answer": "5 * 12 = <<5*12=60>>60\n#### 60"}
    result = gsm8k_to_chatml(sample, Tokenizer())
    assert isinstance(result, dict)
    assert isinstance(result["text"], str)
    assert all(isinstance(message, dict) for message in result["messages"])
    assert sorted(message["role"] for message in result["messages"]) == ["assistant", "user"]
    assert all([result["text"] == Tokenizer().apply_chat_template(result["messages"]), "5 times 12" in result["text"]])
