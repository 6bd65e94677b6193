# mistake: one fixed row for all
# hint: constant
# source: learners
ROW = {"question": "Tom has 3 bags of 24 nuts. How many nuts?", "answer": "Tom has 3*24 = <<3*24=72>>72 nuts.\n#### 72"}


def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": ROW["question"]}, {"role": "assistant", "content": ROW["answer"]}]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
