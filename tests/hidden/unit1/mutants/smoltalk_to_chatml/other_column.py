# mistake: the right text in a column of another name
# hint: other_key
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    return {"chatml": tokenizer.apply_chat_template(sample["messages"], tokenize=False)}
