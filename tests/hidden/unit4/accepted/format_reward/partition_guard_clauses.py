# source: stub
def format_reward(completions, **kwargs):
    out = [0.0] * len(completions)
    i = -1
    for c in completions:
        i += 1
        if not isinstance(c, str):
            c = c[0].get("content")
        before, tag, rest = c.partition("<think>")
        if before or not tag:
            continue
        if rest.partition("<think>")[1]:
            continue
        if not rest.partition("</think>")[1]:
            continue
        out[i] = 1.0
    return out
