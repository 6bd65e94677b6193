# source: stub
from transformers import PreTrainedTokenizerBase


def build_labels(
    messages: list[dict[str, str]], tokenizer: PreTrainedTokenizerBase, max_length: int | None = None
) -> dict[str, list[int]]:
    if not any(message["role"] == "assistant" for message in messages):
        raise ValueError("no assistant message")
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    spans = []
    for i, message in enumerate(messages):
        if message["role"] == "assistant":
            upto = tokenizer.apply_chat_template(messages[: i + 1], tokenize=False)
            end = len(upto) - len("\n")
            spans.append((end - len(message["content"] + tokenizer.eos_token), end))
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    ids = list(encoded["input_ids"])
    labels = []
    for token, (start, end) in zip(ids, encoded["offset_mapping"]):
        learnt = any(a <= start and end <= b for a, b in spans)
        labels.append(token if learnt else -100)
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
