# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": r, "content": sample[c]} for r, c in (("user", "question"), ("assistant", "answer"))]
    ids = tokenizer.apply_chat_template(messages, tokenize=True, return_dict=False)
    return {"messages": messages, "text": tokenizer.decode(ids, skip_special_tokens=False), "input_ids": ids}
