# mistake: the tokens are misspelt
# hint: other_tokens
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = "".join(f"<|im_begin|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return text + "<|im_begin|>assistant\n" * add_generation_prompt
