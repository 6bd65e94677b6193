# mistake: it prints and returns nothing
# hint: nothing_returned
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    print(tokenizer.apply_chat_template(sample["messages"], tokenize=False))
