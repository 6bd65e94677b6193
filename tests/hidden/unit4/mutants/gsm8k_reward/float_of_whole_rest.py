# mistake: turns everything after #### into a float, so that words or a full stop after the number spoil it
# hint: rest_counts
# source: stub
def _number(text):
    if "####" not in text:
        return None
    rest = text.split("####")[1].strip().replace(",", "").replace("$", "")
    try:
        return float(rest)
    except ValueError:
        return None


def gsm8k_reward(completions, answer, **kwargs):
    if len(completions) != len(answer):
        raise ValueError("lengths")
    out = []
    for c, a in zip(completions, answer):
        gold = _number(a)
        text = c if isinstance(c, str) else c[0]["content"]
        out.append(None if gold is None else float(_number(text) == gold))
    return out
