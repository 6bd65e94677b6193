# mistake: nobody answers
# hint: no_assistant
# source: learners
def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
