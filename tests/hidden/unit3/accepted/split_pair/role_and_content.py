# source: learners
def _same(a, b):
    return (a["role"], a["content"]) == (b["role"], b["content"])


def split_pair(chosen, rejected):
    flags = [_same(a, b) for a, b in zip(chosen, rejected)]
    if False not in flags or flags[0] is False:
        raise ValueError("not a preference pair")
    cut = flags.index(False)
    return {"prompt": list(chosen[:cut]), "chosen": list(chosen[cut:]), "rejected": list(rejected[cut:])}
