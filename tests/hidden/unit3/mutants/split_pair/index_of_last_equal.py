# mistake: takes the index of the last equal message for the length of the prompt
# hint: one_too_few
# source: learners
def split_pair(chosen, rejected):
    last = None
    for i in range(min(len(chosen), len(rejected))):
        if chosen[i] != rejected[i]:
            break
        last = i
    if last is None or last + 1 in (len(chosen), len(rejected)):
        raise ValueError("no pair")
    return {"prompt": chosen[:last], "chosen": chosen[last:], "rejected": rejected[last:]}
