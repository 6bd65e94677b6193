# source: stub
from transformers import PreTrainedTokenizerBase


def build_labels(messages, tokenizer, max_length=None):
    """Tokens of longer and longer prefixes: the generation prompt ends where the answer begins."""

    def ids_of(part, **kwargs):
        return tokenizer.apply_chat_template(part, tokenize=True, return_dict=True, **kwargs)["input_ids"]

    answers = [i for i, m in enumerate(messages or []) if m["role"] == "assistant"]
    if not answers:
        raise ValueError("nothing to learn here")
    input_ids = ids_of(messages)
    labels = [-100] * len(input_ids)
    for i in answers:
        begin = len(ids_of(messages[:i], add_generation_prompt=True))
        end = len(ids_of(messages[: i + 1]))
        while input_ids[end - 1] != tokenizer.eos_token_id:  # the line break
            end -= 1
        labels[begin:end] = input_ids[begin:end]
    if max_length is not None:
        del input_ids[max_length:], labels[max_length:]
    return {"input_ids": input_ids, "labels": labels}
