# mistake: the text is computed, then the unchanged row is returned
# hint: thrown_away
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    tokenizer.apply_chat_template(sample["messages"], tokenize=False)
    return sample
