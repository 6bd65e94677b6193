# mistake: a loop over the characters of a text
# hint: characters
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    messages = [{"role": m["role"], "content": m["content"]} for m in sample["full_topic"]]
    return {"text": tokenizer.apply_chat_template(messages, tokenize=False)}
