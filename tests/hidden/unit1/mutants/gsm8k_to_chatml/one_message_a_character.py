# mistake: a message for each character
# hint: characters
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = []
    for letter in sample["question"]:
        messages.append({"role": "user", "content": letter})
    for letter in sample["answer"]:
        messages.append({"role": "assistant", "content": letter})
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
