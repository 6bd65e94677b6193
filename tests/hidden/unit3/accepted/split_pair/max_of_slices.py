# source: stub
def split_pair(chosen, rejected):
    # literally the formula
    n = max(k for k in range(min(len(chosen), len(rejected)) + 1) if chosen[:k] == rejected[:k])
    prompt, c, r = chosen[:n], chosen[n:], rejected[n:]
    if not prompt:
        raise ValueError("no prompt")
    if not c or not r:
        raise ValueError("empty answer")
    return {"prompt": prompt, "chosen": c, "rejected": r, "n": n}
