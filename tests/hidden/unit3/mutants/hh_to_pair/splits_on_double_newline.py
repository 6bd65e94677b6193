# mistake: splits at every pair of line breaks, so that paragraphs are lost or become turns of their own
# hint: lines_lost
# source: stub
def _parse(text):
    if not text.startswith("\n\nHuman:"):
        raise ValueError("start")
    out = []
    for block in text.split("\n\n"):
        if block.startswith("Human:"):
            out.append({"role": "user", "content": block[len("Human:"):].strip()})
        elif block.startswith("Assistant:"):
            out.append({"role": "assistant", "content": block[len("Assistant:"):].strip()})
    return out


def hh_to_pair(chosen, rejected):
    a, b = _parse(chosen), _parse(rejected)
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    if n == 0 or n == len(a) or n == len(b):
        raise ValueError("no pair")
    return {"prompt": a[:n], "chosen": a[n:], "rejected": b[n:]}
