# mistake: compares the messages as json text, so that another order of keys makes another message
# hint: key_order
# source: stub
import json


def split_pair(chosen, rejected):
    a = [json.dumps(m) for m in chosen]
    b = [json.dumps(m) for m in rejected]
    n = 0
    while n < len(a) and n < len(b) and a[n] == b[n]:
        n += 1
    if n == 0 or n == len(a) or n == len(b):
        raise ValueError("no pair")
    return {"prompt": chosen[:n], "chosen": chosen[n:], "rejected": rejected[n:]}
