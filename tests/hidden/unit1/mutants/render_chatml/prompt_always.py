# mistake: the generation prompt stands at the end of every text
# hint: generation_prompt
# source: learners
def render_chatml(messages, add_generation_prompt=True):
    text = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return text + "<|im_start|>assistant\n"
