# mistake: the default list is made once and keeps growing, so each row also holds all rows before it (shows from the second call on).
# hint: rows_pile_up
# source: stub
def gsm8k_to_chatml(sample, tokenizer, messages=[]):
    messages.append({"role": "user", "content": sample["question"]})
    messages.append({"role": "assistant", "content": sample["answer"]})
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
