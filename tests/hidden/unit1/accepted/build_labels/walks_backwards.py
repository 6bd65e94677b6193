# source: learners
def build_labels(messages, tokenizer, max_length=None):
    if not any(m["role"] == "assistant" for m in messages):
        raise ValueError("no assistant message")
    def count(n, **options):
        return len(tokenizer.apply_chat_template(messages[:n], return_dict=True, **options)["input_ids"])

    ids = list(tokenizer.apply_chat_template(messages)["input_ids"])
    labels = list(ids)
    stop = len(ids)
    for n in range(len(messages), 0, -1):
        if messages[n - 1]["role"] == "assistant":
            labels[count(n) - 1 : stop] = [-100] * (stop - count(n) + 1)
            stop = count(n - 1, add_generation_prompt=True)
    labels[:stop] = [-100] * stop
    if max_length is None:
        return {"input_ids": ids, "labels": labels}
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
