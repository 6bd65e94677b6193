# mistake: the BatchEncoding itself is returned
# hint: token_ids
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    return tokenizer.apply_chat_template(sample["messages"])
