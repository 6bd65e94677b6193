# source: learners
from transformers import GenerationConfig


def generate_reply(model, tokenizer, messages, max_new_tokens):
    config = GenerationConfig(max_new_tokens=max_new_tokens, do_sample=False, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.eos_token_id)
    ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt").input_ids
    out = model.generate(ids, generation_config=config)
    return tokenizer.batch_decode(out[:, ids.size(1):], skip_special_tokens=True)[0]
