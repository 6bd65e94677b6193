# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    sample["messages"] = (
        {"role": "user", "content": f"{sample['question']}"},
        {"role": "assistant", "content": f"{sample['answer']}"},
    )
    sample["text"] = tokenizer.apply_chat_template(list(sample["messages"]), tokenize=False)
    return sample
