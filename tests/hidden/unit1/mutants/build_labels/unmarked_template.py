# mistake: asks for the mask of a template that has no generation markers: it is all zeros
# hint: nothing_learnt
# source: learners
import warnings


def build_labels(messages, tokenizer, max_length=None):
    if not any(m["role"] == "assistant" for m in messages):
        raise ValueError("no assistant message")
    warnings.simplefilter("ignore")
    out = tokenizer.apply_chat_template(messages, return_assistant_tokens_mask=True, return_dict=True)
    ids = out["input_ids"]
    labels = [token if mask else -100 for token, mask in zip(ids, out["assistant_masks"])]
    return {"input_ids": ids[:max_length], "labels": labels[:max_length]}
