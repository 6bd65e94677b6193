# mistake: a key that the row does not have
# hint: missing_column
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    return {"text": tokenizer.apply_chat_template(sample["conversation"], tokenize=False)}
