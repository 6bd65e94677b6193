# mistake: the roles human and gpt
# hint: roles
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "human", "content": sample["question"]}, {"role": "gpt", "content": sample["answer"]}]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
