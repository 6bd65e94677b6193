# mistake: tokenizer=False instead of tokenize=False, silently ignored
# hint: token_ids
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    return {"text": tokenizer.apply_chat_template(sample["messages"], tokenizer=False)["input_ids"]}
