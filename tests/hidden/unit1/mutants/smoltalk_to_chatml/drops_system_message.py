# mistake: system messages are filtered out before rendering (shows on rows that begin with a system message).
# hint: system_dropped
# source: stub
SPEAKERS = ("user", "assistant")


def smoltalk_to_chatml(sample, tokenizer):
    dialogue = [message for message in sample["messages"] if message["role"] in SPEAKERS]
    return {"text": tokenizer.apply_chat_template(dialogue, tokenize=False)}
