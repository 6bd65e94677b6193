# mistake: looks for the tokens of the header anywhere, so a header that a user quotes begins an answer
# hint: quoted
# source: stub
from transformers import PreTrainedTokenizerBase


def build_labels(messages, tokenizer, max_length=None):
    if not any(message["role"] == "assistant" for message in messages):
        raise ValueError("no assistant message")
    ids = list(tokenizer.apply_chat_template(messages)["input_ids"])
    plain = tokenizer.apply_chat_template(messages[:1])["input_ids"]
    header = tokenizer.apply_chat_template(messages[:1], add_generation_prompt=True)["input_ids"][len(plain) :]
    labels = [-100] * len(ids)
    learning = False
    for i, token in enumerate(ids):
        if ids[max(0, i - len(header)) : i] == header:
            learning = True
        if learning:
            labels[i] = token
            if token == tokenizer.eos_token_id:
                learning = False
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
