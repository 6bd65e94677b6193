# source: learners
from enum import Enum


class Role(Enum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Text(str):
    pass


def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError("no messages")
    text = Text()
    for m in messages:
        role = Role(m["role"])
        text = Text(text + "<|im_start|>" + role.value + "\n" + m["content"] + "<|im_end|>\n")
    return Text(text + "<|im_start|>assistant\n") if add_generation_prompt else text
