# mistake: only the opening tag is looked at
# hint: not_closed
# source: learners
def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def format_reward(completions, **kwargs):
    texts = [text_of(item) for item in completions]
    return [float(text.startswith("<think>") and text.count("<think>") == 1) for text in texts]
