# mistake: half a point for each tag
# hint: other_values
# source: learners
def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def format_reward(completions, **kwargs):
    texts = [text_of(item) for item in completions]
    return [0.5 * text.startswith("<think>") + 0.5 * ("</think>" in text) for text in texts]
