# mistake: does without the system message where it is refused
# hint: left_out
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
            texts.append(tokenizer.apply_chat_template(messages + [question], tokenize=False))
        except TemplateError as error:
            texts.append(tokenizer.apply_chat_template([question], tokenize=False))
    prefix = commonprefix(texts)
    return prefix
