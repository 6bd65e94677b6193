# mistake: a bare list
# hint: not_a_dict
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    return [messages, tokenizer.apply_chat_template(messages, tokenize=False)]
