# mistake: the generation prompt is added only where the user spoke last
# hint: prompt_missing
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    if add_generation_prompt and messages[-1]["role"] == "user":
        text += "<|im_start|>assistant\n"
    return text
