# mistake: a conversation without an assistant message gives labels of -100 instead of ValueError
# hint: no_answer
# source: stub
from transformers import PreTrainedTokenizerBase


def build_labels(messages, tokenizer, max_length=None):
    if not messages:
        raise ValueError("no messages")
    ids = list(tokenizer.apply_chat_template(messages)["input_ids"])
    labels = [-100] * len(ids)
    for i, message in enumerate(messages):
        if message["role"] == "assistant":
            begin = len(tokenizer.apply_chat_template(messages[:i], add_generation_prompt=True)["input_ids"])
            end = len(tokenizer.apply_chat_template(messages[: i + 1])["input_ids"]) - 1
            labels[begin:end] = ids[begin:end]
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
