# source: learners
from jinja2 import Environment

TEMPLATE = Environment(keep_trailing_newline=True).from_string(
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if ask %}<|im_start|>assistant\n{% endif %}"
)


def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError("nothing to render")
    if any(m["role"] not in ("system", "user", "assistant") for m in messages):
        raise ValueError("a role is unknown")
    if any(type(m["content"]) is not str for m in messages):
        raise TypeError("a content is not text")
    return TEMPLATE.render(messages=messages, ask=add_generation_prompt)
