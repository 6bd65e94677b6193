# mistake: looks for the tokens of the answer among the ids, and takes the first place
# hint: words_searched
# source: learners
def build_labels(messages, tokenizer, max_length=None):
    if not any(m["role"] == "assistant" for m in messages):
        raise ValueError("no assistant message")
    ids = tokenizer.apply_chat_template(messages)["input_ids"]
    labels = [-100] * len(ids)
    for m in messages:
        if m["role"] != "assistant":
            continue
        answer = tokenizer.encode(m["content"] + tokenizer.eos_token, add_special_tokens=False)
        for at in range(len(ids)):
            if ids[at : at + len(answer)] == answer and labels[at] == -100:
                labels[at : at + len(answer)] = answer
                break
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
