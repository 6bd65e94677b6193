# mistake: it prints and returns nothing
# hint: nothing_returned
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError("empty")
    for message in messages:
        print(f"<|im_start|>{message['role']}\n{message['content']}<|im_end|>\n", end="")
