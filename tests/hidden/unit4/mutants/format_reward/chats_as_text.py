# mistake: looks for the tags in a list of messages
# hint: chats_unread
# source: learners
def format_reward(completions, **kwargs):
    return [float(c[: len("<think>")] == "<think>" and c.count("<think>") == 1 and "</think>" in c) for c in completions]
