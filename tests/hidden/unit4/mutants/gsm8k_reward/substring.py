# mistake: the answer's digits anywhere in the text
# hint: substring
# source: learners
def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def number(text):
    return text.split("####")[-1].strip().replace(",", "") if "####" in text else None


def gsm8k_reward(completions, answer, **kwargs):
    rewards = []
    for item, gold in zip(completions, answer, strict=True):
        wanted, got = number(gold), text_of(item)
        rewards.append(None if wanted is None else float(wanted in got.replace(",", "")))
    return rewards
