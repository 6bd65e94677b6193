# mistake: a raw string writes a backslash and an n
# hint: literal_backslash
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = ""
    for m in messages:
        text += rf"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n"
    return text
