# Takes while both agree, in one expression.
# source: learners
from itertools import takewhile

from jinja2 import TemplateError


def magpie_prefix(tokenizer, system=None):
    chats = [[{"role": "user", "content": c}] for c in "01"]
    if system is not None:
        chats = [[{"role": "system", "content": system}] + c for c in chats]
    try:
        texts = tokenizer.apply_chat_template(chats, tokenize=False)
    except TemplateError as e:
        raise ValueError from e
    prefix = "".join(a for a, b in takewhile(lambda pair: pair[0] == pair[1], zip(*texts)))
    if system is not None and not system.strip() in prefix:
        raise ValueError
    return prefix
