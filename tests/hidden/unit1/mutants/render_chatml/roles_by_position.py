# mistake: roles are guessed from the position
# hint: roles
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = ""
    for number, m in enumerate(messages):
        text += f"<|im_start|>{'assistant' if number % 2 else 'user'}\n{m['content']}<|im_end|>\n"
    return text
