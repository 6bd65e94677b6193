# mistake: contents are stripped
# hint: content_changed
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError("empty")
    text = ""
    for message in messages:
        if message["role"] not in ("system", "user", "assistant"):
            raise ValueError(message["role"])
        if not isinstance(message["content"], str):
            raise TypeError(message["content"])
        text += "<|im_start|>" + message["role"] + "\n" + message["content"].strip() + "<|im_end|>\n"
    return text + ("<|im_start|>assistant\n" if add_generation_prompt else "")
