# mistake: texts are compared, not numbers
# hint: texts_compared
# source: learners
def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def number(text):
    return text.partition("####")[2].strip() or None


def gsm8k_reward(completions, answer, **kwargs):
    rewards = []
    for item, gold in zip(completions, answer, strict=True):
        wanted, got = number(gold), number(text_of(item))
        rewards.append(None if wanted is None else float(got == wanted))
    return rewards
