# mistake: it prints and returns nothing
# hint: nothing_returned
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    print(tokenizer.apply_chat_template(messages, tokenize=False))
