# mistake: the last turn is left open
# hint: end_missing
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    turns = [f"<|im_start|>{m['role']}\n{m['content']}" for m in messages]
    return "<|im_end|>\n".join(turns)
