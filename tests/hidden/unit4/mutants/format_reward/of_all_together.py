# mistake: looks into the list, not into each text
# hint: same_for_all
# source: learners
def format_reward(completions, **kwargs):
    return [1.0 if "<think>" in completions and "</think>" in completions else 0.0 for _ in completions]
