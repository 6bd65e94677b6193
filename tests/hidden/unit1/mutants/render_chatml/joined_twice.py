# mistake: a join adds a second line break between turns
# hint: extra_line_break
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    turns = [f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages]
    if add_generation_prompt:
        turns.append("<|im_start|>assistant\n")
    return "\n".join(turns)
