# mistake: a second end token
# hint: added_around
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False) + tokenizer.eos_token}
