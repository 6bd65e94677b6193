# source: learners
def split_pair(chosen, rejected):
    n = next((i for i, (a, b) in enumerate(zip(chosen, rejected)) if a != b), 0)
    if n == 0:
        raise ValueError("no pair")
    return {"prompt": chosen[:n], "chosen": chosen[n:], "rejected": rejected[n:]}
