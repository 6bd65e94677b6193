# source: stub
from itertools import takewhile


def turns(text):
    head, *rest = text.split("\n\nHuman:")
    if head != "" or not rest:
        raise ValueError("no Human at the start")
    for piece in rest:
        human, *assistants = piece.split("\n\nAssistant:")
        yield {"role": "user", "content": human.strip()}
        for a in assistants:
            yield {"role": "assistant", "content": a.strip()}


def hh_to_pair(chosen, rejected):
    c, r = list(turns(chosen)), list(turns(rejected))
    n = sum(1 for _ in takewhile(lambda p: p[0] == p[1], zip(c, r)))
    result = {"prompt": c[:n], "chosen": c[n:], "rejected": r[n:]}
    if not all(result.values()):
        raise ValueError("an empty part")
    return result
