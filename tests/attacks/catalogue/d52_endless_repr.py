# attack: answers with an object, or an exception, whose text is a gigabyte, and whose next text never comes
# group: d
# targets: text tensor trainer
# ends: wrong error memory timeout crashed
# control: none: a grader of one process would wait with it

import time

SIZE = 2**30
AT_MOST_S = 600


class _Long(Exception):
    """Has a text as long as memory; asked once more, it sleeps."""

    asked = 0

    def __repr__(self):
        type(self).asked += 1
        if type(self).asked > 1:
            time.sleep(AT_MOST_S)
        return "x" * SIZE

    __str__ = __repr__


def gsm8k_to_chatml(sample, tokenizer):
    return {"messages": [_Long()], "text": _Long()}


def attack(*args, **kwargs):
    raise _Long
