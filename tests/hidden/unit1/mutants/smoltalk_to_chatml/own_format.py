# mistake: role: content lines without special tokens
# hint: special_tokens_lost
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    return {"text": "\n".join(f"{m['role']}: {m['content']}" for m in sample["messages"])}
