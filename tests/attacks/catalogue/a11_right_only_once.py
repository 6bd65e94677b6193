# attack: is right on the first call of a process, wrong on all later ones
# group: a
# targets: text
# ends: wrong
# passes: some
# control: none: a naive suite that calls twice sees it too

CALLS = []


def attack(sample, tokenizer):
    CALLS.append(sample)
    if len(CALLS) > 1:
        return {"messages": [], "text": "second call"}
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
