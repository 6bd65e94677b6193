# mistake: looks at the first item alone to decide whether all are conversations
# hint: chats_unread
# source: stub
def format_reward(completions, **kwargs):
    if completions and not isinstance(completions[0], str):
        completions = [c[0]["content"] for c in completions]
    return [float(t.startswith("<think>") and t.count("<think>") == 1 and "</think>" in t) for t in completions]
