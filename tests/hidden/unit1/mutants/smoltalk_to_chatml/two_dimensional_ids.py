# mistake: ids with a batch dimension
# hint: batch_of_ids
# source: learners
def smoltalk_to_chatml(sample, tokenizer):
    return {"text": tokenizer.apply_chat_template([sample["messages"]])["input_ids"]}
