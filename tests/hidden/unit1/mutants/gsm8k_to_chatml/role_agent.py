# mistake: the roles user and agent
# hint: roles
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "agent", "content": sample["answer"]}]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
