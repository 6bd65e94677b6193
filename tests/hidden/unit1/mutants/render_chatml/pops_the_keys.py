# mistake: role and content are popped off the messages
# hint: messages_changed
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError("empty")
    text = ""
    for m in messages:
        role, content = m.pop("role"), m.pop("content")
        if role not in ("system", "user", "assistant"):
            raise ValueError(role)
        text += "<|im_start|>" + role + "\n" + content + "<|im_end|>\n"
    return text + "<|im_start|>assistant\n" * add_generation_prompt
