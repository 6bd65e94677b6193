# mistake: compares contents after strip(), so "Yes" and "Yes " count as the same message
# hint: compared_loosely
# source: stub
def split_pair(chosen, rejected):
    n = 0
    for a, b in zip(chosen, rejected):
        if a["role"] != b["role"] or a["content"].strip() != b["content"].strip():
            break
        n += 1
    if n == 0 or n == len(chosen) or n == len(rejected):
        raise ValueError("no pair")
    return {"prompt": chosen[:n], "chosen": chosen[n:], "rejected": rejected[n:]}
