# source: learners
def number(text):
    at = text.find("####")
    if at < 0:
        return None
    rest = text[at + 4 :].lstrip(" ")
    minus = False
    while rest[:1] in ("-", "$") and rest[:1]:
        minus |= rest[0] == "-"
        rest = rest[1:]
    taken = ""
    for place, sign in enumerate(rest):
        if sign in "0123456789":
            taken += sign
        elif sign == "," and taken and "." not in taken:
            continue
        elif sign == "." and taken and "." not in taken and rest[place + 1 : place + 2].isdigit():
            taken += sign
        else:
            break
    return None if not taken else (-1 if minus else 1) * float(taken)


def gsm8k_reward(*, completions, answer, **kwargs):
    pairs = list(zip(completions, answer, strict=True))
    rewards = []
    for completion, gold in pairs:
        text = completion if type(completion) is str else completion[0]["content"]
        right = number(gold)
        rewards.append(None if right is None else 1.0 if number(text) == right else 0.0)
    return rewards
