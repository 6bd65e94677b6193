# mistake: steps and result are split into two assistant messages instead of one.
# hint: question_then_answer
# source: stub
def gsm8k_to_chatml(sample, tokenizer):
    steps, result = sample["answer"].rsplit("\n", 1)
    contents = [("user", sample["question"]), ("assistant", steps), ("assistant", result)]
    messages = [{"role": role, "content": content} for role, content in contents]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
