# source: stub
def parse(text):
    i = text.find("####")
    if i < 0:
        return None
    i += 4
    n = len(text)
    while i < n and text[i] == " ":
        i += 1
    sign = ""
    for opening in ("-$", "$-", "-", "$"):
        if text.startswith(opening, i):
            i += len(opening)
            sign = opening
            break
    digits = ""
    if i >= n or text[i] not in "0123456789":
        return None
    while i < n and text[i] in "0123456789,":
        if text[i] != ",":
            digits += text[i]
        i += 1
    frac = ""
    if i < n and text[i] == ".":
        i += 1
        while i < n and text[i] in "0123456789":
            frac += text[i]
            i += 1
    whole = digits.lstrip("0")
    frac = frac.rstrip("0")
    negative = "-" in sign and (whole or frac) != ""
    return (negative, whole, frac)  # normal form: equal numbers, equal tuples


def gsm8k_reward(completions, answer, **kwargs):
    if len(completions) != len(answer):
        raise ValueError("lengths")
    rewards = []
    for i in range(len(answer)):
        text = completions[i]
        if type(text) is not str:
            text = text[0]["content"]
        right = parse(answer[i])
        if right is None:
            rewards.append(None)
        elif parse(text) == right:
            rewards.append(1.0)
        else:
            rewards.append(0.0)
    return rewards
