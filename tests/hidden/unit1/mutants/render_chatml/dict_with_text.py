# mistake: a dict is returned, as in exercise 1.1
# hint: not_a_text
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    return {"text": "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)}
