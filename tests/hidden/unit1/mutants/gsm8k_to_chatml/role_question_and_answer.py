# mistake: the roles question and answer
# hint: roles
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "question", "content": sample["question"]}, {"role": "answer", "content": sample["answer"]}]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
