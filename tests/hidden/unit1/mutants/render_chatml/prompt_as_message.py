# mistake: the generation prompt is rendered as an empty assistant message, end token included
# hint: prompt_closed
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    turns = messages + [{"role": "assistant", "content": ""}] if add_generation_prompt else messages
    return "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in turns)
