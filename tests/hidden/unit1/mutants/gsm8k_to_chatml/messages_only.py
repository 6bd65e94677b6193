# mistake: the template step is missing
# hint: messages_only
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    return {"messages": messages}
