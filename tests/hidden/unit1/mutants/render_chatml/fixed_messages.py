# mistake: a fixed conversation for all
# hint: constant
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    messages = [{"role": "user", "content": "Hello, how are you?"}]
    return "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
