# mistake: the roles user and assistent
# hint: roles
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistent", "content": sample["answer"]}]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
