# source: learners
def build_labels(messages, tokenizer, max_length=None):
    if not any(m["role"] == "assistant" for m in messages):
        raise ValueError("no assistant message")
    ids, labels, done = [], [], ""

    def add(text, learn):
        nonlocal done
        part = tokenizer(text[len(done):], add_special_tokens=False)["input_ids"]
        ids.extend(part)
        labels.extend(part if learn else [-100] * len(part))
        done = text

    for i, m in enumerate(messages):
        until = tokenizer.apply_chat_template(messages[: i + 1], tokenize=False)
        if m["role"] == "assistant":
            add(tokenizer.apply_chat_template(messages[:i], tokenize=False, add_generation_prompt=True), False)
            add(until[:-1], True)
        add(until, False)
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
