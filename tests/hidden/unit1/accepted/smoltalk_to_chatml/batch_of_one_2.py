# source: stub
# right: renders a batch of one conversation, takes the one text, and adds it to the row itself
from typing import Any

from transformers import PreTrainedTokenizerBase


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    (sample["text"],) = tokenizer.apply_chat_template([sample["messages"]], tokenize=False)
    return sample
