# source: learners
def _messages(text):
    if not text.startswith("\n\nHuman:"):
        raise ValueError("start")
    out = []
    lines = text.split("\n")
    for before, line in zip(["x", *lines], lines):
        for word, role in (("Human:", "user"), ("Assistant:", "assistant")):
            if before == "" and line.startswith(word) and (len(out) > 0 or role == "user"):
                out.append([role, [line[len(word) :]]])
                break
        else:
            if out:
                out[-1][1].append(line)
    return [{"role": role, "content": "\n".join(said).strip()} for role, said in out]


def hh_to_pair(chosen, rejected):
    a, b = _messages(chosen), _messages(rejected)
    n = 0
    for x, y in zip(a, b):
        if x != y:
            break
        n += 1
    if n in {0, len(a), len(b)}:
        raise ValueError(n)
    return {"prompt": a[:n], "chosen": a[n:], "rejected": b[n:]}
