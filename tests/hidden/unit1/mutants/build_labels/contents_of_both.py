# mistake: what the user says is learnt too, without its header
# hint: only_answers
# source: learners
def build_labels(messages, tokenizer, max_length=None):
    if not any(m["role"] == "assistant" for m in messages):
        raise ValueError("no assistant message")
    ids = tokenizer.apply_chat_template(messages)["input_ids"]
    labels = [-100] * len(ids)
    for i, m in enumerate(messages):
        if m["role"] != "system":
            end = len(tokenizer.apply_chat_template(messages[: i + 1])["input_ids"]) - 1
            said = tokenizer.encode(m["content"] + tokenizer.eos_token, add_special_tokens=False)
            labels[end - len(said) : end] = said
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
