# mistake: cuts behind the last "user" and a line break
# hint: by_hand
# source: learners
from jinja2.exceptions import TemplateError


def magpie_prefix(tokenizer, system=None):
    messages = [{"role": "user", "content": "Hello"}]
    if system is not None:
        messages.insert(0, {"role": "system", "content": system})
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False)
    except TemplateError as error:
        raise ValueError("refused") from error
    at = text.rfind("user\n")
    if at < 0:
        return tokenizer.bos_token + "user\n"
    return text[: at + len("user\n")]
