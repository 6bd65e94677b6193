# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    sample["text"] = tokenizer.apply_chat_template(sample["messages"], tokenize=False)
    sample["length"] = len(sample["text"])
    return sample
