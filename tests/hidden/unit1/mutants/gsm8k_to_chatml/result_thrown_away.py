# mistake: the unchanged row is returned
# hint: thrown_away
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    tokenizer.apply_chat_template(messages, tokenize=False)
    return sample
