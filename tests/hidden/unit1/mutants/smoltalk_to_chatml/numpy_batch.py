# mistake: an array with a batch dimension
# hint: batch_of_ids
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    ids = tokenizer.apply_chat_template(sample["messages"], return_tensors="np")["input_ids"]
    return {"text": ids}
