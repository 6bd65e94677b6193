# mistake: puts the text of the system message in front
# hint: put_together
# source: learners
from os.path import commonprefix


def magpie_prefix(tokenizer, system=None):
    question, other = (
        tokenizer.apply_chat_template([{"role": "user", "content": content}], tokenize=False) for content in "AZ"
    )
    prefix = commonprefix([question, other])
    return prefix if system is None else system + "\n" + prefix
