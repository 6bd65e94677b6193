# mistake: a global of the notebook
# hint: looks_elsewhere
# source: learners
def generate_reply(model, tokenizer, messages, max_new_tokens):
    output = model.generate(**inputs, max_new_tokens=max_new_tokens)
    return tokenizer.decode(output[0], skip_special_tokens=True)
