# attack: empties the chat template of the tokenizer that it got: whoever renders with that one expects "" from then on
# group: a
# targets: text
# ends: wrong
# passes: some
# control: none: only a grader that renders afterwards, with the learner's own tokenizer, falls for it


def attack(sample, tokenizer):
    tokenizer.chat_template = "{{ '' }}"
    type(tokenizer).apply_chat_template = lambda *_, **__: ""
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]
    return {"messages": messages, "text": ""}
