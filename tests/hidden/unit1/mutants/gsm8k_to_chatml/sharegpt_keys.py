# mistake: from and value instead of role and content
# hint: message_keys
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    chat = [{"from": m["role"], "value": m["content"]} for m in messages]
    return {"messages": chat, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
