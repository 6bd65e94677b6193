# mistake: the bare text is returned
# hint: not_a_dict
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    return tokenizer.apply_chat_template(sample["messages"], tokenize=False)
