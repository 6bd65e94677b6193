# mistake: no batch dimension
# hint: no_batch
# source: learners
def generate_reply(model, tokenizer, messages, max_new_tokens):
    import torch
    ids = torch.tensor(tokenizer.apply_chat_template(messages, add_generation_prompt=True)['input_ids'])
    output = model.generate(ids, max_new_tokens=max_new_tokens)
    return tokenizer.decode(output[0][len(ids):], skip_special_tokens=True)
