# mistake: checks only chosen for an empty rest, so that a rejected conversation which is the beginning of chosen passes
# hint: accepts_no_pair
# source: stub
def split_pair(chosen, rejected):
    n = 0
    for a, b in zip(chosen, rejected):
        if a != b:
            break
        n += 1
    if n == 0:
        raise ValueError("no prompt")
    answer = chosen[n:]
    if not answer:
        raise ValueError("no answer")
    return {"prompt": chosen[:n], "chosen": answer, "rejected": rejected[n:]}
