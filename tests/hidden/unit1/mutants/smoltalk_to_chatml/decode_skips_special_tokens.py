# mistake: decoding with skip_special_tokens=True throws away the tokens that mark who speaks.
# hint: special_tokens_lost
# source: stub
def smoltalk_to_chatml(sample, tokenizer):
    encoded = tokenizer.apply_chat_template(sample["messages"], tokenize=True, return_dict=True)
    text = tokenizer.decode(encoded["input_ids"], skip_special_tokens=True)
    return {**sample, "text": text}
