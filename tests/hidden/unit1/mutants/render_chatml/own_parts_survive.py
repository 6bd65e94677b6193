# mistake: the default list lives on from call to call
# hint: rows_pile_up
# source: learners
def render_chatml(messages, add_generation_prompt=False, turns=[]):
    for m in messages:
        turns.append(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n")
    return "".join(turns)
