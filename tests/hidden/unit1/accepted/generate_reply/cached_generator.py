# source: stub
from transformers import PreTrainedModel, PreTrainedTokenizerBase


import itertools

import torch


class Speaker:
    def __init__(self, model, tokenizer):
        self.model, self.tokenizer = model.eval(), tokenizer

    def tokens(self, ids):
        cache, step = None, ids
        while True:
            with torch.inference_mode():
                out = self.model(input_ids=step, past_key_values=cache, use_cache=True)
            cache = out.past_key_values
            step = out.logits[:, -1].argmax(dim=-1, keepdim=True)
            yield step.item()

    def reply(self, messages, limit):
        tok = self.tokenizer
        ids = tok.apply_chat_template(messages, add_generation_prompt=True, return_dict=True)["input_ids"]
        stream = itertools.islice(self.tokens(torch.tensor([ids])), limit)
        said = itertools.takewhile(lambda token: token != tok.eos_token_id, stream)
        special = set(tok.all_special_ids)
        return tok.decode([token for token in said if token not in special]).strip()


def generate_reply(model, tokenizer, messages, max_new_tokens):
    return Speaker(model, tokenizer).reply(messages, max_new_tokens)
