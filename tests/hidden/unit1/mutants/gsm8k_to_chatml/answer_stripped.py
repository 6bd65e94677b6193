# mistake: white space at the ends is stripped
# hint: content_changed
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    for message in messages:
        message["content"] = message["content"].strip()
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
