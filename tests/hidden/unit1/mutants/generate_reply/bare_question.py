# mistake: no template
# hint: no_template
# source: learners
def generate_reply(model, tokenizer, messages, max_new_tokens):
    prompt = tokenizer(messages[-1]['content'], return_tensors='pt')
    n = prompt['input_ids'].shape[1]
    output = model.generate(**prompt, max_new_tokens=max_new_tokens, do_sample=False)
    return tokenizer.decode(output[0, n:], skip_special_tokens=True)
