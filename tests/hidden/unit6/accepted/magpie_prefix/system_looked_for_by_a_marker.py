# A marker as system message shows whether the template writes one before the content.
# source: learners
from os.path import commonprefix

from jinja2 import TemplateError


def magpie_prefix(tokenizer, system=None):
    def prefix(rules):
        first = [] if rules is None else [{"role": "system", "content": rules}]
        chats = [[*first, {"role": "user", "content": c}] for c in "AZ"]
        return commonprefix([tokenizer.apply_chat_template(c, tokenize=False) for c in chats])

    try:
        if system is not None and "4d1f-rules-9c27" not in prefix("4d1f-rules-9c27"):
            raise ValueError("left out")
        return prefix(system)
    except TemplateError as error:
        raise ValueError("refused") from error
