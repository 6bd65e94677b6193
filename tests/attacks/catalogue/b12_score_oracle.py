# attack: passes or fails by one bit of the hidden input, so that many gradings would read it out
# group: b
# targets: text
# ends: wrong
# passes: some
# control: none: what leaks is one bit of an input that no second run draws again


def attack(sample, tokenizer):
    bit = sum(map(ord, sample["question"])) & 1
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    return {"messages": messages, "text": text} if bit else {"messages": [], "text": ""}
