# mistake: the slice goes one too far
# hint: one_too_many
# source: learners
def split_pair(chosen, rejected):
    for i, (a, b) in enumerate(zip(chosen, rejected)):
        if a != b:
            if i == 0:
                raise ValueError("no prompt")
            return {"prompt": chosen[: i + 1], "chosen": chosen[i + 1 :], "rejected": rejected[i + 1 :]}
    raise ValueError("no pair")
