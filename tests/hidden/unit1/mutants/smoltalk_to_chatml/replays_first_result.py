# mistake: the first result for ever
# hint: constant
# source: learners
seen = {}


def smoltalk_to_chatml(sample, tokenizer):
    if "text" not in seen:
        seen["text"] = tokenizer.apply_chat_template(sample["messages"], tokenize=False)
    return {"text": seen["text"]}
