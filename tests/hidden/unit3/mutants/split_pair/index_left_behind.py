# mistake: the index of a loop that was not left early is one too small, and nothing is refused
# hint: accepts_no_pair
# source: learners
def split_pair(chosen, rejected):
    for i in range(min(len(chosen), len(rejected))):
        if chosen[i] != rejected[i]:
            break
    else:
        i = min(len(chosen), len(rejected))
    return {"prompt": chosen[:i], "chosen": chosen[i:], "rejected": rejected[i:]}
