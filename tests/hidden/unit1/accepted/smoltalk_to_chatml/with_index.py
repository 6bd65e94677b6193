# source: learners
def smoltalk_to_chatml(sample, tokenizer, index=None, *, prompt=False):
    return {"text": tokenizer.apply_chat_template(sample["messages"], tokenize=False, add_generation_prompt=prompt), "index": index}
