# mistake: The conversation is cut at 512 tokens and decoded again, so long rows lose their end.
# hint: cut_off
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    # keep the examples short enough for the model
    ids = tokenizer.apply_chat_template(
        sample["messages"], tokenize=True, truncation=True, max_length=512, return_dict=False
    )
    return {"text": tokenizer.decode(ids, clean_up_tokenization_spaces=False)}
