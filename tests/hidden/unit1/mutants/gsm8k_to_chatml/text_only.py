# mistake: the messages are not returned
# hint: text_only
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    return {"text": tokenizer.apply_chat_template(messages, tokenize=False)}
