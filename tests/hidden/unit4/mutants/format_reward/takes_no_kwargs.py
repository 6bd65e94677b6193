# mistake: takes no further keyword arguments but prompts
# hint: takes_too_little
# source: stub
def format_reward(completions, prompts=None):
    texts = [c if isinstance(c, str) else c[0]["content"] for c in completions]
    return [float(t.startswith("<think>") and t.count("<think>") == 1 and "</think>" in t) for t in texts]
