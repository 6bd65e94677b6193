# source: learners
import re

OPENING = re.compile("\n\n(Human|Assistant):")
ROLE = {"Human": "user", "Assistant": "assistant"}


def hh_to_pair(chosen: str, rejected: str) -> dict:
    sides = []
    for text in (chosen, rejected):
        before, *pieces = OPENING.split(text)
        if before or not pieces or pieces[0] != "Human":
            raise ValueError("not a dialogue of hh-rlhf")
        sides.append([{"role": ROLE[a], "content": b.strip()} for a, b in zip(pieces[::2], pieces[1::2], strict=True)])
    a, b = sides
    n = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), 0)
    if not n:
        raise ValueError("not a pair")
    return {"prompt": a[:n], "chosen": a[n:], "rejected": b[n:]}
