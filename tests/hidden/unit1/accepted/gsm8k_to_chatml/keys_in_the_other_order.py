# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [dict(content=sample["question"], role="user"), dict(content=sample["answer"], role="assistant")]
    return {"text": tokenizer.apply_chat_template(messages, tokenize=False), "messages": messages}
