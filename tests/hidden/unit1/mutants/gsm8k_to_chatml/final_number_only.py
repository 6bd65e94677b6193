# mistake: the assistant message holds only the number after ####, the worked solution is lost.
# hint: answer_cut
# source: stub
def gsm8k_to_chatml(sample, tokenizer):
    solution, _, result = sample["answer"].rpartition("#### ")
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": result},
    ]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
