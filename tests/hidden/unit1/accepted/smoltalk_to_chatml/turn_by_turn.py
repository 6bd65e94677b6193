# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    parts = [tokenizer.apply_chat_template([message], tokenize=False) for message in sample["messages"]]
    return {"text": "".join(parts), "turns": len(parts)}
