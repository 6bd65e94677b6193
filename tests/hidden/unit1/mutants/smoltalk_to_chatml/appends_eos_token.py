# mistake: tokenizer.eos_token is glued to the end, although the template has already closed the last message.
# hint: added_around
# source: stub
def smoltalk_to_chatml(sample, tokenizer):
    text = tokenizer.apply_chat_template(sample["messages"], tokenize=False)
    # the model should learn where to stop
    text += tokenizer.eos_token
    return {"text": text}
