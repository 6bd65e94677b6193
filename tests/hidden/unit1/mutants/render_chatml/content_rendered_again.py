# mistake: the content is put into a text that is then formatted
# hint: content_changed
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError("empty")
    text = ""
    for m in messages:
        text += ("<|im_start|>{role}\n" + m["content"] + "<|im_end|>\n").replace("{role}", m["role"])
    return text + "<|im_start|>assistant\n" * add_generation_prompt
