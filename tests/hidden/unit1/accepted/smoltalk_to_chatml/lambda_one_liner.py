# source: stub
smoltalk_to_chatml = lambda sample, tokenizer: dict(
    text=tokenizer.apply_chat_template(sample["messages"], tokenize=False)
)
