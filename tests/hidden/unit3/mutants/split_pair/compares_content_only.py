# mistake: compares only the content of messages, not their role
# hint: role_ignored
# source: stub
def split_pair(chosen, rejected):
    n = 0
    for a, b in zip(chosen, rejected):
        if a["content"] != b["content"]:
            break
        n += 1
    if n == 0 or n == len(chosen) or n == len(rejected):
        raise ValueError("no pair")
    return {"prompt": chosen[:n], "chosen": chosen[n:], "rejected": rejected[n:]}
