# mistake: ValueError where TypeError is meant
# hint: raises_other
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError("empty")
    for m in messages:
        if m["role"] not in ("system", "user", "assistant") or not isinstance(m["content"], str):
            raise ValueError("bad message")
    text = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return text + "<|im_start|>assistant\n" * add_generation_prompt
