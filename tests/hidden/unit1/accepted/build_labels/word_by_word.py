# source: learners
def build_labels(messages, tokenizer, max_length=None):
    ids = tokenizer.apply_chat_template(messages, tokenize=True)["input_ids"] if messages else []
    labels, learnt = [], False
    for number in range(len(messages)):
        if messages[number]["role"] == "assistant":
            learnt = True
            asked = tokenizer.apply_chat_template(
                messages[:number], tokenize=True, add_generation_prompt=True, return_dict=False
            )
            told = tokenizer.apply_chat_template(messages[: number + 1], tokenize=True, return_dict=False)
            while len(labels) < len(asked):
                labels.append(-100)
            while len(labels) < len(told) - 1:
                labels.append(ids[len(labels)])
    if not learnt:
        raise ValueError("no message is from the assistant")
    labels.extend([-100 for _ in ids[len(labels) :]])
    limit = len(ids) if max_length is None else max_length
    return {"labels": labels[0:limit], "input_ids": ids[0:limit], "attention_mask": [1] * min(len(ids), limit)}
