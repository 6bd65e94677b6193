# mistake: one number for all of them
# hint: single_number
# source: learners
def format_reward(completions, **kwargs):
    return sum(text.startswith("<think>") and "</think>" in text for text in completions) / max(len(completions), 1)
