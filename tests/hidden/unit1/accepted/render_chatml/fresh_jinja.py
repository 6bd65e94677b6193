# source: stub
"""Exercise 1.3 🐢: ChatML by hand.

A chat template is no magic: it writes a header before each message and an end token after it. Here you write that
text yourself, with the tokens that SmolLM2 and many other models use. Every line break counts: a model that is asked
in another form than it was trained on answers worse.

Read: https://huggingface.co/docs/transformers/chat_templating
Check: smol-grade unit1/render_chatml   Stuck: smol-grade hint render_chatml
"""


from jinja2 import Environment

_ENV = Environment(keep_trailing_newline=True, autoescape=False)
_TEMPLATE = _ENV.from_string(
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if prompt %}<|im_start|>assistant\n{% endif %}"
)


def _check(message):
    match message:
        case {"content": str(), "role": "system" | "user" | "assistant"}:
            return
        case {"role": "system" | "user" | "assistant"}:
            raise TypeError("content must be a str")
        case _:
            raise ValueError("role must be system, user or assistant")


def render_chatml(messages: list[dict[str, str]], add_generation_prompt: bool = False) -> str:
    if messages == [] or messages is None:
        raise ValueError("no messages")
    for message in messages:
        _check(message)
    return _TEMPLATE.render(messages=messages, prompt=add_generation_prompt)
