# mistake: takes the end token off the end of an empty turn
# hint: beyond
# source: learners
from jinja2.exceptions import TemplateError


def magpie_prefix(tokenizer, system=None):
    messages = [{"role": "user", "content": ""}]
    if system is not None:
        messages.insert(0, {"role": "system", "content": system})
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False)
    except TemplateError as error:
        raise ValueError("refused") from error
    return text.removesuffix("\n").removesuffix(tokenizer.eos_token)
