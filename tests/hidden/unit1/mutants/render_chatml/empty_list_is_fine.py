# mistake: no messages give an empty text
# hint: accepts_empty
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = ""
    for m in messages:
        if m["role"] not in ("system", "user", "assistant"):
            raise ValueError(m["role"])
        if not isinstance(m["content"], str):
            raise TypeError(m["content"])
        text += f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n"
    return text + "<|im_start|>assistant\n" * add_generation_prompt
