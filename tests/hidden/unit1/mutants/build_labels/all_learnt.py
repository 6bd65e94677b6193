# mistake: labels are a copy of the ids: trains on the questions too
# hint: all_learnt
# source: learners
def build_labels(messages, tokenizer, max_length=None):
    if not any(m["role"] == "assistant" for m in messages):
        raise ValueError("no assistant message")
    ids = tokenizer.apply_chat_template(messages)["input_ids"]
    return {"input_ids": ids[:max_length], "labels": ids.copy()[:max_length]}
