# mistake: a message with an empty content is refused
# hint: refuses_good
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError("empty")
    text = ""
    for m in messages:
        if m["role"] not in ("system", "user", "assistant"):
            raise ValueError(m["role"])
        if not m["content"] or not isinstance(m["content"], str):
            raise TypeError("no content")
        text += f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n"
    return text + "<|im_start|>assistant\n" * add_generation_prompt
