# mistake: the prompt is appended to the caller's list
# hint: messages_changed
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError("empty")
    if add_generation_prompt:
        messages.append({"role": "assistant", "content": ""})
    text = ""
    for m in messages:
        if m["role"] not in ("system", "user", "assistant"):
            raise ValueError(m["role"])
        if not isinstance(m["content"], str):
            raise TypeError(m["content"])
        text += f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n"
    return text.removesuffix("<|im_end|>\n") if add_generation_prompt else text
