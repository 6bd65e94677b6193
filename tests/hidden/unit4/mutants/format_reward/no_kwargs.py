# mistake: takes nothing but the completions
# hint: takes_too_little
# source: learners
def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def format_reward(completions):
    texts = [text_of(item) for item in completions]
    return [float(text.startswith("<think>") and text.count("<think>") == 1 and "</think>" in text) for text in texts]
