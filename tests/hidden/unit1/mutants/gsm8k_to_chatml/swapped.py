# mistake: question and answer change places
# hint: swapped
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["answer"]}, {"role": "assistant", "content": sample["question"]}]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
