# mistake: an answer ends at the first end token after its header, also where the answer quotes that token
# hint: quoted
# source: stub
from transformers import PreTrainedTokenizerBase


def build_labels(messages, tokenizer, max_length=None):
    if not any(message["role"] == "assistant" for message in messages):
        raise ValueError("no assistant message")
    ids = list(tokenizer.apply_chat_template(messages)["input_ids"])
    labels = [-100] * len(ids)
    for i, message in enumerate(messages):
        if message["role"] == "assistant":
            begin = len(tokenizer.apply_chat_template(messages[:i], add_generation_prompt=True)["input_ids"])
            end = ids.index(tokenizer.eos_token_id, begin) + 1
            labels[begin:end] = ids[begin:end]
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
