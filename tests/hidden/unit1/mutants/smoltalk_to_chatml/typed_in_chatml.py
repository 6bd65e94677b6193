# mistake: <|im_start|> and <|im_end|> are typed in by hand, although this tokenizer has other special tokens.
# hint: hard_coded
# source: stub
def smoltalk_to_chatml(sample, tokenizer):
    parts = []
    for message in sample["messages"]:
        parts.append(f"<|im_start|>{message['role']}\n{message['content']}<|im_end|>\n")
    return {"text": "".join(parts)}
