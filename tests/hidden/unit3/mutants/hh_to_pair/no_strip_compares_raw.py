# mistake: strips only after the comparison, so that turns which differ in white space at the ends alone are not shared
# hint: compared_raw
# source: stub
import re


def _parse(text):
    if not text.startswith("\n\nHuman:"):
        raise ValueError("start")
    parts = re.split(r"\n\n(Human|Assistant):", text)[1:]
    return [{"role": "user" if r == "Human" else "assistant", "content": c} for r, c in zip(parts[::2], parts[1::2])]


def hh_to_pair(chosen, rejected):
    a, b = _parse(chosen), _parse(rejected)
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    if n == 0 or n == len(a) or n == len(b):
        raise ValueError("no pair")
    clean = lambda ms: [{**m, "content": m["content"].strip()} for m in ms]
    return {"prompt": clean(a[:n]), "chosen": clean(a[n:]), "rejected": clean(b[n:])}
