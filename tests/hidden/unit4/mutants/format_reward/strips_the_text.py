# mistake: strips white space before it looks at the beginning
# hint: stripped
# source: stub
def format_reward(completions, **kwargs):
    out = []
    for c in completions:
        t = (c if isinstance(c, str) else c[0]["content"]).strip()
        out.append(float(t.startswith("<think>") and t.count("<think>") == 1 and "</think>" in t))
    return out
