# mistake: str() of the messages
# hint: not_rendered
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    return {"text": str(sample["messages"])}
