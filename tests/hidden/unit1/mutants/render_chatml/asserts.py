# mistake: assert raises AssertionError
# hint: raises_other
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    assert messages, "empty"
    for m in messages:
        assert m["role"] in ("system", "user", "assistant")
        assert isinstance(m["content"], str)
    text = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return text + "<|im_start|>assistant\n" * add_generation_prompt
