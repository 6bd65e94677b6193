# source: stub
"""Exercise 1.3 🐢: ChatML by hand.

A chat template is no magic: it writes a header before each message and an end token after it. Here you write that
text yourself, with the tokens that SmolLM2 and many other models use. Every line break counts: a model that is asked
in another form than it was trained on answers worse.

Read: https://huggingface.co/docs/transformers/chat_templating
Check: smol-grade unit1/render_chatml   Stuck: smol-grade hint render_chatml
"""


class Role(str):
    ALLOWED = {"system", "user", "assistant"}

    def __new__(cls, value):
        if not isinstance(value, str) or value not in cls.ALLOWED:
            raise ValueError(value)
        return super().__new__(cls, value)


class Turn:
    def __init__(self, role, content):
        if not isinstance(content, str):
            raise TypeError(type(content).__name__)
        self.role, self.content = Role(role), content

    def __str__(self):
        return "%s%s\n%s%s\n" % ("<|im_start|>", self.role, self.content, "<|im_end|>")


def render_chatml(messages: list[dict[str, str]], add_generation_prompt: bool = False) -> str:
    turns = [Turn(**{key: m[key] for key in ("role", "content")}) for m in messages]
    if not turns:
        raise ValueError("no turns")
    return "".join(map(str, turns)) + "<|im_start|>assistant\n" * bool(add_generation_prompt)
