# mistake: a line break before <
# hint: extra_line_break
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = ""
    for m in messages:
        text += f"""<|im_start|>{m["role"]}
{m["content"]}
<|im_end|>
"""
    return text
