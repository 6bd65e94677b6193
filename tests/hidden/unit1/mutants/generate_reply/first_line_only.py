# mistake: only the first line of the reply
# hint: cut_at_line
# source: learners
def generate_reply(model, tokenizer, messages, max_new_tokens):
    prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=True, return_tensors='pt')
    n = prompt['input_ids'].shape[1]
    output = model.generate(**prompt, max_new_tokens=max_new_tokens, do_sample=False)
    return tokenizer.decode(output[0, n:], skip_special_tokens=True).strip().split('\n')[0]
