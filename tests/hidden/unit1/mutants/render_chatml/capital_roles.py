# mistake: roles are written with a capital letter
# hint: roles
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    return "".join(f"<|im_start|>{m['role'].capitalize()}\n{m['content']}<|im_end|>\n" for m in messages)
