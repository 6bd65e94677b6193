# mistake: repeated tokens are punished
# hint: greedy
# source: learners
def generate_reply(model, tokenizer, messages, max_new_tokens):
    prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=True, return_tensors='pt')
    n = prompt['input_ids'].shape[1]
    output = model.generate(**prompt, max_new_tokens=max_new_tokens, do_sample=False, repetition_penalty=3.0, no_repeat_ngram_size=1)
    return tokenizer.decode(output[0, n:], skip_special_tokens=True)
