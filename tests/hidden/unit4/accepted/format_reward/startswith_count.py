# source: stub
def format_reward(completions, **kwargs):
    rewards = []
    for completion in completions:
        text = completion if isinstance(completion, str) else completion[0]["content"]
        good = text.startswith("<think>") and text.count("<think>") == 1 and "</think>" in text
        rewards.append(1.0 if good else 0.0)
    return rewards
