# A content that is drawn until it stands once.
# source: learners
import random

import jinja2


def magpie_prefix(tokenizer, system=None):
    rng = random.Random(0)
    system_turn = [dict(role="system", content=system)] if system is not None else []
    while True:
        probe = f"{rng.getrandbits(128):032x}"
        try:
            text = tokenizer.apply_chat_template(system_turn + [dict(role="user", content=probe)], tokenize=False)
        except jinja2.TemplateError as e:
            raise ValueError(str(e))
        if text.count(probe) == 1:
            before, _, _ = text.partition(probe)
            break
    if system is None or system.strip() in before:
        return before
    raise ValueError("no system message")
