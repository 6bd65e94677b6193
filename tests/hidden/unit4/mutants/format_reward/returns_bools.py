# mistake: returns True and False
# hint: no_plain_numbers
# source: stub
def format_reward(completions, **kwargs):
    texts = [c if isinstance(c, str) else c[0]["content"] for c in completions]
    return [t.startswith("<think>") and t.count("<think>") == 1 and "</think>" in t for t in texts]
