# mistake: a default system message is added, as by SmolLM2's own template
# hint: system_added
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = ""
    if messages and messages[0]["role"] != "system":
        text = "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
    for m in messages:
        text += f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n"
    return text + "<|im_start|>assistant\n" * add_generation_prompt
