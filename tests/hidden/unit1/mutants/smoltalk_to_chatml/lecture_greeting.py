# mistake: a variable of the lecture instead of the row
# hint: constant
# source: learners
messages = [{"role": "user", "content": "Hello!"}, {"role": "assistant", "content": "Hi! How can I help?"}]


def smoltalk_to_chatml(sample, tokenizer):
    return {"text": tokenizer.apply_chat_template(messages, tokenize=False)}
