# mistake: compares contents and not roles
# hint: role_ignored
# source: learners
def split_pair(chosen, rejected):
    n = 0
    while n < len(chosen) and n < len(rejected) and chosen[n]["content"] == rejected[n]["content"]:
        n += 1
    if n == 0 or chosen == rejected:
        raise ValueError("not a pair")
    if n == len(chosen) == len(rejected):
        return {"prompt": chosen, "chosen": [], "rejected": []}
    if n == len(chosen) or n == len(rejected):
        raise ValueError("not a pair")
    return {"prompt": chosen[:n], "chosen": chosen[n:], "rejected": rejected[n:]}
