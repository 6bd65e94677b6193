# source: stub
def gsm8k_to_chatml(sample, tokenizer):
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    return {"messages": messages, "text": text}
