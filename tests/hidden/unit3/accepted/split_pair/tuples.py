# source: learners
def split_pair(chosen, rejected):
    i = 0
    for a, b in zip(chosen, rejected):
        if a["role"] != b["role"] or a["content"] != b["content"]:
            break
        i += 1
    assert isinstance(i, int)
    if i == 0 or i >= len(chosen) or i >= len(rejected):
        raise ValueError("prompt or answer missing")
    return {"prompt": tuple(chosen[:i]), "chosen": tuple(chosen[i:]), "rejected": tuple(rejected[i:])}
