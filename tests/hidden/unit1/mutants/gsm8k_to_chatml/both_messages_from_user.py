# mistake: the second message was copied from the first and still has the role "user".
# hint: no_assistant
# source: stub
def gsm8k_to_chatml(sample, tokenizer):
    messages = []
    messages.append({"role": "user", "content": sample["question"]})
    messages.append({"role": "user", "content": sample["answer"]})
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    return {"messages": messages, "text": text}
