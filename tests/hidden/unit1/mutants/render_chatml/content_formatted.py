# mistake: str.format meets the braces of the content
# hint: content_changed
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = ""
    for m in messages:
        text += (f"<|im_start|>{m['role']}\n" + m["content"] + "{end}\n").format(end="<|im_end|>")
    return text + "<|im_start|>assistant\n" * add_generation_prompt
