# mistake: add_generation_prompt=True leaves an open assistant header behind the last message.
# hint: generation_prompt
# source: stub
def smoltalk_to_chatml(sample, tokenizer):
    text = tokenizer.apply_chat_template(sample["messages"], tokenize=False, add_generation_prompt=True)
    return {"text": text}
