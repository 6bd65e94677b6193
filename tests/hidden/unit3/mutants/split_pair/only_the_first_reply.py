# mistake: keeps the first message of each answer
# hint: first_only
# source: learners
def split_pair(chosen, rejected):
    for n, (a, b) in enumerate(zip(chosen, rejected)):
        if a != b:
            if n == 0:
                break
            return {"prompt": chosen[:n], "chosen": [a], "rejected": [b]}
    raise ValueError("no pair")
