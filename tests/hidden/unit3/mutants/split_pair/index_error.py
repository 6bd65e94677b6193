# mistake: runs past the end of the shorter conversation
# hint: raises_other
# source: learners
def split_pair(chosen, rejected):
    n = 0
    while chosen[n] == rejected[n]:
        n += 1
    if n == 0:
        raise ValueError("no prompt")
    return {"prompt": chosen[:n], "chosen": chosen[n:], "rejected": rejected[n:]}
