# mistake: add_generation_prompt=True opens a second assistant turn after the answer.
# hint: generation_prompt
# source: stub
def gsm8k_to_chatml(sample, tokenizer):
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    return {"messages": messages, "text": text}
