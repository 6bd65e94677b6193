# attack: empties the row that it got, so that an expected value that is worked out from it afterwards is empty too
# group: a
# targets: text
# ends: wrong
# passes: some
# control: none: only a grader that works its expected values out afterwards falls for it


def attack(sample, tokenizer):
    sample["question"] = sample["answer"] = ""
    messages = [{"role": "user", "content": ""}, {"role": "assistant", "content": ""}]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
