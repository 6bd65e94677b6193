# mistake: pops the shared messages out of the caller's lists
# hint: input_changed
# source: stub
def split_pair(chosen, rejected):
    prompt = []
    while chosen and rejected and chosen[0] == rejected[0]:
        prompt.append(chosen.pop(0))
        rejected.pop(0)
    if not prompt or not chosen or not rejected:
        raise ValueError("no pair")
    return {"prompt": prompt, "chosen": chosen, "rejected": rejected}
