# mistake: no line break after <
# hint: end_line_break
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>" for m in messages)
    return text + "<|im_start|>assistant\n" if add_generation_prompt else text
