# mistake: takes as shared every message that is found anywhere in the other conversation, also after the first difference
# hint: compared_anywhere
# source: stub
def split_pair(chosen, rejected):
    prompt = [m for m in chosen if m in rejected]
    c = [m for m in chosen if m not in rejected]
    r = [m for m in rejected if m not in chosen]
    if not prompt or not c or not r:
        raise ValueError("no pair")
    return {"prompt": prompt, "chosen": c, "rejected": r}
