# mistake: treats a text as a list of messages
# hint: characters
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": turn["role"], "content": turn["content"]} for turn in sample["question"]]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
