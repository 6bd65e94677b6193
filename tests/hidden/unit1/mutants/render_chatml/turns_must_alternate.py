# mistake: user and assistant have to take turns
# hint: refuses_good
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError("empty")
    text, last = "", ""
    for m in messages:
        if m["role"] not in ("system", "user", "assistant") or m["role"] == last:
            raise ValueError("roles must alternate")
        if not isinstance(m["content"], str):
            raise TypeError("no text")
        last = m["role"]
        text += f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n"
    return text + "<|im_start|>assistant\n" * add_generation_prompt
