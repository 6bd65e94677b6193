# mistake: a variable of the notebook that this file lacks
# hint: looks_elsewhere
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    return {"text": tokenizer.apply_chat_template(messages, tokenize=False)}
