# mistake: the text in another column
# hint: other_key
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    return {"messages": messages, "formatted": tokenizer.apply_chat_template(messages, tokenize=False)}
