# mistake: no line break after the role
# hint: header_line_break
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = "".join(f"<|im_start|>{m['role']}{m['content']}<|im_end|>\n" for m in messages)
    return text + "<|im_start|>assistant" * add_generation_prompt
