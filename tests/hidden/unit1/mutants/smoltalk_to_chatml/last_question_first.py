# mistake: the turns in reverse order
# hint: order
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    return {"text": tokenizer.apply_chat_template(sample["messages"][::-1], tokenize=False)}
