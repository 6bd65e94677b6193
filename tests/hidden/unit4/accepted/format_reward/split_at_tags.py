# source: learners
def form(text):
    before, opened, rest = text.partition("<think>")
    return opened and not before and "<think>" not in rest and "</think>" in rest


def format_reward(completions, **_):
    texts = [c if type(c) is str else c[-1]["content"] for c in completions]
    return [int(bool(form(text))) for text in texts]
