# mistake: the labels leave out the masked places instead of filling them
# hint: same_length
# source: learners
def build_labels(messages, tokenizer, max_length=None):
    if not any(m["role"] == "assistant" for m in messages):
        raise ValueError("no assistant message")
    ids = tokenizer.apply_chat_template(messages)["input_ids"]
    labels = [-100] * len(ids)
    for i, m in enumerate(messages):
        if m["role"] == "assistant":
            begin = len(tokenizer.apply_chat_template(messages[:i], add_generation_prompt=True)["input_ids"])
            end = len(tokenizer.apply_chat_template(messages[: i + 1])["input_ids"]) - 1
            labels[begin:end] = ids[begin:end]
    labels = [label for label in labels if label != -100]
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
