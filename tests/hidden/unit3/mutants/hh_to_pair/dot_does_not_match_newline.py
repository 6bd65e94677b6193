# mistake: uses a regular expression whose dot stops at a line break, so that later lines of a turn are lost
# hint: lines_lost
# source: stub
import re


def _parse(text):
    if not text.startswith("\n\nHuman:"):
        raise ValueError("start")
    found = re.findall(r"\n\n(Human|Assistant):(.*)", text)
    return [{"role": "user" if r == "Human" else "assistant", "content": c.strip()} for r, c in found]


def hh_to_pair(chosen, rejected):
    a, b = _parse(chosen), _parse(rejected)
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    if n == 0 or n == len(a) or n == len(b):
        raise ValueError("no pair")
    return {"prompt": a[:n], "chosen": a[n:], "rejected": b[n:]}
