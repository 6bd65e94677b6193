# source: stub
import functools
import logging
from collections.abc import Mapping

log = logging.getLogger(__name__)
OPTIONS = {"tokenize": False, "add_generation_prompt": False}


def smoltalk_to_chatml(sample, tokenizer):
    if not tokenizer.chat_template:
        raise ValueError("this tokenizer has no chat template")
    to_text = functools.partial(tokenizer.apply_chat_template, **OPTIONS)
    out: dict = {}
    match sample:
        case {"messages": [*turns]}:
            log.debug("rendering %d messages", len(turns))
            out["text"] = to_text(turns)
        case Mapping():
            raise KeyError("messages")
        case _:
            raise TypeError(f"a row should be a dict, not {type(sample).__name__}")
    return out
