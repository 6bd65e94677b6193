# source: learners
def build_labels(messages, tokenizer, max_length=None):
    if not any(m["role"] == "assistant" for m in messages):
        raise ValueError("no assistant message")
    encoding = tokenizer.apply_chat_template(messages, truncation=max_length is not None, max_length=max_length)
    full = tokenizer.apply_chat_template(messages)["input_ids"]
    labels = [-100] * len(full)
    for i, m in enumerate(messages):
        if m["role"] == "assistant":
            begin = len(tokenizer.apply_chat_template(messages[:i], add_generation_prompt=True)["input_ids"])
            end = len(tokenizer.apply_chat_template(messages[: i + 1])["input_ids"]) - 1
            labels[begin:end] = full[begin:end]
    encoding["labels"] = labels[: len(encoding["input_ids"])]
    return encoding
