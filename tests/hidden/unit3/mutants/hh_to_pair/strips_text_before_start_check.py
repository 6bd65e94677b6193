# mistake: strips the dialogue first and then accepts any beginning with Human:
# hint: bad_start
# source: stub
import re


def _parse(text):
    text = text.strip()
    if not text.startswith("Human:"):
        raise ValueError("start")
    parts = re.split(r"\n\n(Human|Assistant):", "\n\n" + text)[1:]
    return [{"role": "user" if r == "Human" else "assistant", "content": c.strip()} for r, c in zip(parts[::2], parts[1::2])]


def hh_to_pair(chosen, rejected):
    a, b = _parse(chosen), _parse(rejected)
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    if n == 0 or n == len(a) or n == len(b):
        raise ValueError("no pair")
    return {"prompt": a[:n], "chosen": a[n:], "rejected": b[n:]}
