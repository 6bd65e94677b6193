# source: learners
import numpy as np


def _length(messages, tokenizer, prompt):
    return len(tokenizer.apply_chat_template(messages, add_generation_prompt=prompt)["input_ids"])


def build_labels(messages, tokenizer, max_length=None):
    roles = [m["role"] for m in messages]
    if "assistant" not in roles:
        raise ValueError("nothing to learn from")
    ids = np.array(tokenizer.apply_chat_template(messages)["input_ids"])
    mask = np.zeros(len(ids), dtype=bool)
    for i in np.flatnonzero(np.array(roles) == "assistant").tolist():
        mask[_length(messages[:i], tokenizer, True) : _length(messages[: i + 1], tokenizer, False) - 1] = True
    labels = np.where(mask, ids, -100)
    return {"labels": labels[:max_length].tolist(), "input_ids": ids[:max_length].tolist(), "mask": mask[:max_length].tolist()}
