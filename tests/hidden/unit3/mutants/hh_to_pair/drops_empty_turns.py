# mistake: leaves out turns without text
# hint: empty_dropped
# source: stub
import re


def _parse(text):
    if not text.startswith("\n\nHuman:"):
        raise ValueError("start")
    parts = re.split(r"\n\n(Human|Assistant):", text)[1:]
    msgs = [{"role": "user" if r == "Human" else "assistant", "content": c.strip()} for r, c in zip(parts[::2], parts[1::2])]
    return [m for m in msgs if m["content"]]


def hh_to_pair(chosen, rejected):
    a, b = _parse(chosen), _parse(rejected)
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    if n == 0 or n == len(a) or n == len(b):
        raise ValueError("no pair")
    return {"prompt": a[:n], "chosen": a[n:], "rejected": b[n:]}
