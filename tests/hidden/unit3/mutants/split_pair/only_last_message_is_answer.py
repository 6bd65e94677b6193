# mistake: assumes that the answer is only the last message of each conversation
# hint: all_but_last
# source: stub
def split_pair(chosen, rejected):
    if not chosen or not rejected:
        raise ValueError("empty")
    prompt = chosen[:-1]
    if not prompt or chosen[0] != rejected[0] or chosen[-1] == rejected[-1]:
        raise ValueError("no pair")
    return {"prompt": prompt, "chosen": chosen[-1:], "rejected": rejected[-1:]}
