# mistake: never stops at the end token, so what the model adds after it belongs to the reply
# hint: past_the_end
# source: stub
from transformers import PreTrainedModel, PreTrainedTokenizerBase


import torch


def generate_reply(model, tokenizer, messages, max_new_tokens):
    ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=True)["input_ids"]
    n = len(ids)
    for _ in range(max_new_tokens):
        with torch.no_grad():
            ids = ids + [int(model(input_ids=torch.tensor([ids])).logits[0, -1].argmax())]
    return tokenizer.decode(ids[n:], skip_special_tokens=True)
