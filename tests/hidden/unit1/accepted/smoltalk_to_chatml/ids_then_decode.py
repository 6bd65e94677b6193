# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    encoded = tokenizer.apply_chat_template(sample["messages"], tokenize=True, return_dict=True)
    ids = encoded["input_ids"]
    # keep the special tokens: they mark who speaks
    text = tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
    return {"text": text, "n_tokens": len(ids)}
