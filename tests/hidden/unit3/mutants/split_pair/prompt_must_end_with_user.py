# mistake: moves the end of the prompt back to the last user message, although it may end with any role
# hint: ends_with_user
# source: stub
def split_pair(chosen, rejected):
    n = 0
    while n < min(len(chosen), len(rejected)) and chosen[n] == rejected[n]:
        n += 1
    while n > 0 and chosen[n - 1]["role"] != "user":
        n -= 1
    if n == 0 or n == len(chosen) or n == len(rejected):
        raise ValueError("no pair")
    return {"prompt": chosen[:n], "chosen": chosen[n:], "rejected": rejected[n:]}
