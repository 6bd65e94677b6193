# source: stub
from transformers import PreTrainedTokenizerBase


import itertools

import numpy as np


class _Conversation:
    def __init__(self, messages, tokenizer):
        self.messages, self.tokenizer = messages, tokenizer

    def bounds(self):
        ends = [
            len(self.tokenizer.apply_chat_template(list(self.messages[:n]), tokenize=False))
            for n in range(1, len(self.messages) + 1)
        ]
        return list(itertools.chain([0], ends))

    def encode(self):
        tok = self.tokenizer
        text = tok.apply_chat_template(self.messages, tokenize=False, add_generation_prompt=False)
        learn = np.zeros(len(text) + 1, dtype=bool)
        for message, end in zip(self.messages, self.bounds()[1:]):
            if message["role"] == "assistant":
                stop = end - 1
                learn[stop - len(tok.eos_token) - len(message["content"]) : stop] = True
        enc = tok(text, add_special_tokens=False, return_offsets_mapping=True)
        ids = np.asarray(enc["input_ids"], dtype=np.int64)
        starts = np.asarray(enc["offset_mapping"], dtype=np.int64).reshape(-1, 2)[:, 0]
        return ids, np.where(learn[starts], ids, -100)


def build_labels(messages, tokenizer, max_length=None):
    if not messages or all(m["role"] != "assistant" for m in messages):
        raise ValueError("a conversation needs an assistant message")
    ids, labels = _Conversation(messages, tokenizer).encode()
    n = len(ids) if max_length is None else min(max_length, len(ids))
    return dict(input_ids=ids[:n].tolist(), labels=labels[:n].tolist())
