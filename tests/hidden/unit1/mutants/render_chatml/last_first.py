# mistake: the turns come in the reverse order
# hint: order
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = ""
    for m in messages:
        text = f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" + text
    return text
