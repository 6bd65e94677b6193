"""Frozen cases of exercise 3.1: what `trl.extract_prompt` makes of random conversations."""

import random

WORDS = ("Yes", "Yes, sure", "No", "no", "Why?", "It rains.\n", " ")


def freeze():
    """Ask TRL."""
    from trl import extract_prompt

    cases = []
    for seed in range(40):
        draw = random.Random(seed)
        roles = ["user", "assistant"] * 4
        prompt = [_say(draw, role) for role in roles[: draw.randint(1, 5)]]
        if draw.random() < 0.3:
            prompt.insert(0, _say(draw, "system"))
        ours, theirs = ([_say(draw, role) for role in roles[: draw.randint(1, 3)]] for _ in range(2))
        if ours[: len(theirs)] == theirs[: len(ours)]:  # TRL does not refuse what is no pair
            continue
        case = {"chosen": prompt + ours, "rejected": prompt + theirs}
        cases.append(case | {"parts": extract_prompt(case)})
    return cases


def _say(draw, role):
    return {"role": role, "content": draw.choice(WORDS)}


def check(case, suite):
    """What the suite takes for the three parts of the conversations are TRL's, and no others."""
    chosen, rejected, parts = case["chosen"], case["rejected"], case["parts"]
    count = len(parts["prompt"])
    found = [
        n for n in range(len(chosen) + 2) if suite.is_split(suite.Pair(*_cut(chosen, rejected, n)), chosen, rejected)
    ]
    assert found == [count], (found, count)
    assert (parts["prompt"], parts["chosen"], parts["rejected"]) == _cut(chosen, rejected, count), parts


def _cut(chosen, rejected, count):
    return chosen[:count], chosen[count:], rejected[count:]
