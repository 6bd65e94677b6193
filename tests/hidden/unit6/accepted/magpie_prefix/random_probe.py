# A content that is drawn until the text without it does not hold it.
# source: learners
import random

import jinja2


def magpie_prefix(tokenizer, system=None):
    rng = random.Random(0)
    system_turn = [dict(role="system", content=system)] if system is not None else []

    def render(content):
        try:
            return tokenizer.apply_chat_template(system_turn + [dict(role="user", content=content)], tokenize=False)
        except jinja2.TemplateError as e:
            raise ValueError(str(e))

    without = render("")
    while (probe := f"{rng.getrandbits(128):032x}") in without:
        pass
    before, _, _ = render(probe).partition(probe)
    if system is None or system.strip() in before:
        return before
    raise ValueError("no system message")
