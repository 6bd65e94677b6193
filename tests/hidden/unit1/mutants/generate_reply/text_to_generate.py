# mistake: text where ids are needed
# hint: no_tensor
# source: learners
def generate_reply(model, tokenizer, messages, max_new_tokens):
    text = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    return model.generate(text, max_new_tokens=max_new_tokens)
