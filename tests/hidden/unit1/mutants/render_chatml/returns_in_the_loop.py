# mistake: the return stands inside the loop
# hint: turns_missing
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = ""
    for m in messages:
        text += f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n"
        return text
