# source: stub
from itertools import takewhile


def split_pair(chosen, rejected):
    key = lambda m: (m["role"], m["content"])
    n = len(list(takewhile(lambda p: key(p[0]) == key(p[1]), zip(chosen, rejected))))
    out = dict(prompt=list(chosen[:n]), chosen=list(chosen[n:]), rejected=list(rejected[n:]))
    if not all(out.values()):
        raise ValueError("not a pair")
    return out
