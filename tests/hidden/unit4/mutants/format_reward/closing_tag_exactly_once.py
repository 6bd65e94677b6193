# mistake: asks for exactly one closing tag, although it may stand there more often
# hint: closed_once
# source: stub
def format_reward(completions, **kwargs):
    out = []
    for c in completions:
        t = c if isinstance(c, str) else c[0]["content"]
        out.append(float(t.startswith("<think>") and t.count("<think>") == 1 and t.count("</think>") == 1))
    return out
