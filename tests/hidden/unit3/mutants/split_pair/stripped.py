# mistake: strips the contents before it compares, and returns them stripped
# hint: compared_loosely
# source: learners
def split_pair(chosen, rejected):
    chosen = [{"role": m["role"], "content": m["content"].strip()} for m in chosen]
    rejected = [{"role": m["role"], "content": m["content"].strip()} for m in rejected]
    n = 0
    for a, b in zip(chosen, rejected):
        if a["role"] != b["role"] or a["content"].lower() != b["content"].lower():
            break
        n += 1
    if n == 0 or chosen == rejected:
        raise ValueError("no pair")
    return {"prompt": chosen[:n], "chosen": chosen[n:], "rejected": rejected[n:]}
