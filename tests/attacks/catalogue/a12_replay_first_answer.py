# attack: works out one right answer, then returns that same answer for ever
# group: a
# targets: text
# ends: wrong
# passes: some
# control: none: a naive suite with two rows sees it too

FIRST = []


def attack(sample, tokenizer):
    if not FIRST:
        messages = [
            {"role": "user", "content": sample["question"]},
            {"role": "assistant", "content": sample["answer"]},
        ]
        FIRST.append({"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)})
    return FIRST[0]
