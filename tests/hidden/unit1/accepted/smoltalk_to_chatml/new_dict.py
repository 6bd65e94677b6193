# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    text = tokenizer.apply_chat_template(sample["messages"], tokenize=False)
    return {"text": text}
