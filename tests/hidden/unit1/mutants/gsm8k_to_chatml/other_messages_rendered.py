# mistake: the system message is in the messages, not in the text
# hint: text_of_other_messages
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    return {"messages": [{"role": "system", "content": "Be brief."}, *messages], "text": text}
