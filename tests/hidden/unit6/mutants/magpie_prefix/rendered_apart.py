# mistake: renders the system message apart
# hint: put_together
# source: learners
from os.path import commonprefix

from jinja2.exceptions import TemplateError


def magpie_prefix(tokenizer, system=None):
    turn = ""
    messages = []
    if system is not None:
        turn = tokenizer.apply_chat_template([{"role": "system", "content": system}], tokenize=False)
    texts = []
    for content in ("A", "Z"):
        question = {"role": "user", "content": content}
        try:
            texts.append(tokenizer.apply_chat_template(messages + [question], tokenize=False))
        except TemplateError as error:
            raise ValueError("refused") from error
    prefix = commonprefix(texts)
    return turn + prefix
