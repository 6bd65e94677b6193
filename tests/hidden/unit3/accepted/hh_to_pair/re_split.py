# source: stub
import re


def _messages(text):
    if not text.startswith("\n\nHuman:"):
        raise ValueError("a dialogue has to begin with \\n\\nHuman:")
    parts = re.split(r"\n\n(Human|Assistant):", text)[1:]
    roles = {"Human": "user", "Assistant": "assistant"}
    return [{"role": roles[r], "content": c.strip()} for r, c in zip(parts[::2], parts[1::2])]


def hh_to_pair(chosen, rejected):
    a, b = _messages(chosen), _messages(rejected)
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    if n == 0 or n == len(a) or n == len(b):
        raise ValueError("no pair")
    return {"prompt": a[:n], "chosen": a[n:], "rejected": b[n:]}
