# mistake: messages that stand in the prompt are taken out of the answers
# hint: repeats_lost
# source: learners
def split_pair(chosen, rejected):
    prompt = []
    for a, b in zip(chosen, rejected):
        if a != b:
            break
        prompt.append(a)
    ours = [m for m in chosen if m not in prompt]
    theirs = [m for m in rejected if m not in prompt]
    if not prompt or not ours or not theirs:
        raise ValueError("not a pair")
    return {"prompt": prompt, "chosen": ours, "rejected": theirs}
