# mistake: raises only where nothing is shared, and returns an empty answer where one conversation is the beginning of the other
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
    return {"prompt": chosen[:n], "chosen": chosen[n:], "rejected": rejected[n:]}
