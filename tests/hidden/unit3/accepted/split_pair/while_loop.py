# source: stub
def split_pair(chosen, rejected):
    n = 0
    while n < len(chosen) and n < len(rejected) and chosen[n] == rejected[n]:
        n += 1
    if n == 0:
        raise ValueError("the conversations share no prompt")
    if n == len(chosen) or n == len(rejected):
        raise ValueError("an answer would be empty")
    return {"prompt": chosen[:n], "chosen": chosen[n:], "rejected": rejected[n:]}
