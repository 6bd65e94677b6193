# mistake: only the first user message and the first assistant message are rendered (shows on rows with several turns or a system message).
# hint: turns_missing
# source: stub
def smoltalk_to_chatml(sample, tokenizer):
    user = next(m for m in sample["messages"] if m["role"] == "user")
    assistant = next(m for m in sample["messages"] if m["role"] == "assistant")
    return {"text": tokenizer.apply_chat_template([user, assistant], tokenize=False)}
