# source: learners
import numpy as np


def extract_reply(output_ids, prompt_len, tokenizer, *, strip_think=True):
    ids = np.asarray(output_ids, dtype=np.int64)
    if prompt_len < 0 or prompt_len > ids.size:
        raise ValueError("no such prompt")
    new = ids[prompt_len:]
    ends = np.flatnonzero(new == tokenizer.eos_token_id)
    if ends.size:
        new = new[: ends[0]]
    text = tokenizer.batch_decode([new], skip_special_tokens=True)[0].lstrip()
    if strip_think and text[: len("<think>")] == "<think>":
        text = text.split("</think>", 1)[1] if "</think>" in text else ""
    return text.lstrip()
