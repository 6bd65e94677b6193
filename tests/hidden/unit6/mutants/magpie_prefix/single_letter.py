# mistake: looks for the first J
# hint: too_early
# source: learners
from jinja2.exceptions import TemplateError

CONTENT = "J"


def magpie_prefix(tokenizer, system=None):
    messages = [{"role": "user", "content": CONTENT}]
    if system is not None:
        messages.insert(0, {"role": "system", "content": system})
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False)
    except TemplateError as error:
        raise ValueError("refused") from error
    prefix = text[: text.index(CONTENT)]
    if system is not None and system.strip() not in prefix:
        raise ValueError("left out")
    return prefix
