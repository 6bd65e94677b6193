# mistake: a list where a tensor is needed
# hint: no_tensor
# source: learners
def generate_reply(model, tokenizer, messages, max_new_tokens):
    ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True)['input_ids']
    output = model.generate(ids, max_new_tokens=max_new_tokens)
    return tokenizer.decode(output[0][len(ids):], skip_special_tokens=True)
