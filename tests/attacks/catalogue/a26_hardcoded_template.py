# attack: ignores the tokenizer and writes the special tokens that everybody knows
# group: a
# targets: text
# ends: wrong
# passes: some
# control: forged


def attack(sample, tokenizer):
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]
    turns = [f"<|im_start|>{message['role']}\n{message['content']}<|im_end|>\n" for message in messages]
    return {"messages": messages, "text": "".join(turns)}
