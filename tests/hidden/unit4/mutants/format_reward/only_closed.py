# mistake: only the closing tag is looked at
# hint: not_opened
# source: learners
def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def format_reward(completions, **kwargs):
    texts = [text_of(item) for item in completions]
    return [float("</think>" in text) for text in texts]
