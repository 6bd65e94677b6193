# mistake: chosen and rejected change places
# hint: swapped
# source: learners
def split_pair(chosen, rejected):
    n = 0
    for a, b in zip(chosen, rejected):
        if a != b:
            break
        n += 1
    if n == 0 or n == len(chosen) or n == len(rejected):
        raise ValueError("no pair")
    return {"prompt": chosen[:n], "rejected": chosen[n:], "chosen": rejected[n:]}
