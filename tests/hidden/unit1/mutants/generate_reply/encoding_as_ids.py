# mistake: as in transformers 4: a BatchEncoding is passed as ids
# hint: encoding
# source: learners
def generate_reply(model, tokenizer, messages, max_new_tokens):
    ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors='pt')
    output = model.generate(ids, max_new_tokens=max_new_tokens)
    return tokenizer.decode(output[0, ids.shape[1]:], skip_special_tokens=True)
