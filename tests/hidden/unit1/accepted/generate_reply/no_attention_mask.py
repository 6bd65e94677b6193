# source: learners
import torch


def generate_reply(model, tokenizer, messages, max_new_tokens):
    ids = tokenizer.encode(tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False))
    out = model.generate(torch.tensor([ids]), max_new_tokens=max_new_tokens)
    new = out[0].tolist()[len(ids):]
    if tokenizer.eos_token_id in new:
        new = new[: new.index(tokenizer.eos_token_id)]
    return tokenizer.decode([t for t in new if t not in tokenizer.all_special_ids])
