# mistake: only the first message is looked at
# hint: accepts_role
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    if not messages or messages[0]["role"] not in ("system", "user", "assistant"):
        raise ValueError("not a conversation")
    if not isinstance(messages[0]["content"], str):
        raise TypeError("content")
    text = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return text + "<|im_start|>assistant\n" * add_generation_prompt
