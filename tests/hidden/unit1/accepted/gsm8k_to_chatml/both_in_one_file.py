# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    text = tokenizer.apply_chat_template(sample["messages"], tokenize=False)
    return {"text": text}


def gsm8k_to_chatml(sample, tokenizer):
    row = {"messages": [{"role": "user", "content": sample.get("question")}]}
    row["messages"] += [{"role": "assistant", "content": sample.get("answer")}]
    row.update(smoltalk_to_chatml(row, tokenizer))
    return row
