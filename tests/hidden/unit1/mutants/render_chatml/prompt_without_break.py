# mistake: the generation prompt lacks its line break
# hint: prompt_line_break
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return text + ("<|im_start|>assistant" if add_generation_prompt else "")
