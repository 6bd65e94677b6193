# mistake: a loop of its own that does not look for the end token
# hint: past_the_end
# source: learners
def generate_reply(model, tokenizer, messages, max_new_tokens):
    import torch
    prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=True, return_tensors='pt')
    n = prompt['input_ids'].shape[1]
    ids = prompt["input_ids"]
    for _ in range(max_new_tokens):
        ids = torch.cat([ids, model(ids).logits[:, -1:].argmax(-1)], dim=1)
    return tokenizer.decode(ids[0, n:], skip_special_tokens=True)
