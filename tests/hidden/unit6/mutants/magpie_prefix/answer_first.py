# mistake: begins with an assistant's message
# hint: something_before
# source: learners
from os.path import commonprefix

from jinja2.exceptions import TemplateError


def magpie_prefix(tokenizer, system=None):
    messages = []
    if system is not None:
        messages.append({"role": "system", "content": system})
    texts = []
    for content in ("A", "Z"):
        question = {"role": "user", "content": content}
        try:
            texts.append(tokenizer.apply_chat_template(messages + [{"role": "assistant", "content": ""}, question], tokenize=False))
        except TemplateError as error:
            raise ValueError("refused") from error
    prefix = commonprefix(texts)
    if system is not None and system.strip() not in prefix:
        raise ValueError("left out")
    return prefix
