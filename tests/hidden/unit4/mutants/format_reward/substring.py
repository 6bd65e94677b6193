# mistake: both tags anywhere in the text
# hint: somewhere
# source: learners
def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def format_reward(completions, **kwargs):
    texts = [text_of(item) for item in completions]
    return [1.0 if "<think>" in text and "</think>" in text else 0.0 for text in texts]
