# mistake: gives the roles by turns, user and assistant, instead of reading them
# hint: roles_by_turns
# source: stub
import re


def _parse(text):
    if not text.startswith("\n\nHuman:"):
        raise ValueError("start")
    texts = re.split(r"\n\n(?:Human|Assistant):", text)[1:]
    return [{"role": ("user", "assistant")[i % 2], "content": t.strip()} for i, t in enumerate(texts)]


def hh_to_pair(chosen, rejected):
    a, b = _parse(chosen), _parse(rejected)
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    if n == 0 or n == len(a) or n == len(b):
        raise ValueError("no pair")
    return {"prompt": a[:n], "chosen": a[n:], "rejected": b[n:]}
