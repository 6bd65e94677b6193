# mistake: only the last assistant message is learnt
# hint: every_answer
# source: stub
from transformers import PreTrainedTokenizerBase


def build_labels(messages, tokenizer, max_length=None):
    if not any(message["role"] == "assistant" for message in messages):
        raise ValueError("no assistant message")
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    i = max(i for i, message in enumerate(messages) if message["role"] == "assistant")
    upto = tokenizer.apply_chat_template(messages[: i + 1], tokenize=False)
    end = len(upto) - 1
    begin = end - len(messages[i]["content"] + tokenizer.eos_token)
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    ids = encoded["input_ids"]
    labels = [t if begin <= s and e <= end else -100 for t, (s, e) in zip(ids, encoded["offset_mapping"])]
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
