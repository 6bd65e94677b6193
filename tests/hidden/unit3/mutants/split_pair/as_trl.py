# mistake: TRL's own way: nothing is refused, and an empty conversation ends with an UnboundLocalError
# hint: accepts_no_pair
# source: learners
def split_pair(chosen, rejected):
    for idx in range(min(len(chosen), len(rejected))):
        if chosen[idx] != rejected[idx]:
            break
    return {"prompt": chosen[:idx], "chosen": chosen[idx:], "rejected": rejected[idx:]}
