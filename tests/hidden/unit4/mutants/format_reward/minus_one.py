# mistake: -1 for a wrong form
# hint: other_values
# source: learners
def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def format_reward(completions, **kwargs):
    texts = [text_of(item) for item in completions]
    return [1.0 if text.startswith("<think>") and text.count("<think>") == 1 and "</think>" in text else -1.0 for text in texts]
