# mistake: the course's own code, with the tokens of SmolLM2
# hint: header_not_found
# source: learners
def generate_reply(model, tokenizer, messages, max_new_tokens):
    prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=True, return_tensors='pt')
    output = model.generate(**prompt, max_new_tokens=max_new_tokens, do_sample=False)
    response = tokenizer.decode(output[0], skip_special_tokens=True)
    start = response.find("<|im_start|>assistant\n") + len("<|im_start|>assistant\n")
    return response[start:].split("<|im_end|>")[0]
