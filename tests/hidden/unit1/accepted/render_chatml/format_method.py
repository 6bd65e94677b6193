# source: learners
TURN = "<|im_start|>{role}\n{content}<|im_end|>\n"


def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError
    for message in messages:
        if message["role"] not in ["user", "assistant", "system"]:
            raise ValueError(message)
        if not isinstance(message["content"], str):
            raise TypeError(message)
    return "".join(TURN.format(**m) for m in messages) + "<|im_start|>assistant\n" * bool(add_generation_prompt)
