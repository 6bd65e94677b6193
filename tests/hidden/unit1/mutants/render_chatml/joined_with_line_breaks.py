# mistake: the last line break is missing: it stands only between turns
# hint: end_line_break
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    turns = [f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>" for m in messages]
    if add_generation_prompt:
        turns.append("<|im_start|>assistant\n")
    return "\n".join(turns)
