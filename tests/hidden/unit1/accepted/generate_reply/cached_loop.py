# source: learners
import torch


@torch.inference_mode()
def generate_reply(model, tokenizer, messages, max_new_tokens):
    step = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt")["input_ids"]
    cache, said = None, []
    while len(said) < max_new_tokens:
        out = model(input_ids=step, past_key_values=cache, use_cache=True)
        cache = out.past_key_values
        step = out.logits[:, -1:].argmax(-1)
        if step.item() == model.config.eos_token_id:
            break
        said.append(step.item())
    return tokenizer.decode(said, skip_special_tokens=True)
