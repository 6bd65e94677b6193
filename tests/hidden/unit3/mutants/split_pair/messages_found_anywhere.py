# mistake: a message is shared if the other conversation has it anywhere
# hint: compared_anywhere
# source: learners
def split_pair(chosen, rejected):
    prompt = [m for m in chosen if m in rejected]
    ours = [m for m in chosen if m not in rejected]
    theirs = [m for m in rejected if m not in chosen]
    if not prompt or not ours or not theirs:
        raise ValueError("not a pair")
    return {"prompt": prompt, "chosen": ours, "rejected": theirs}
