# mistake: each content is stripped, so spaces and line breaks at its ends are lost (shows only on contents that have some).
# hint: content_changed
# source: stub
def clean(message):
    return {"role": message["role"], "content": message["content"].strip()}


def smoltalk_to_chatml(sample, tokenizer):
    messages = [clean(m) for m in sample["messages"]]
    return {"text": tokenizer.apply_chat_template(messages, tokenize=False)}
