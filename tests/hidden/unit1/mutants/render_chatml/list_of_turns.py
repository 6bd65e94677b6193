# mistake: a list of turns is returned
# hint: not_a_text
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    return [f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages]
