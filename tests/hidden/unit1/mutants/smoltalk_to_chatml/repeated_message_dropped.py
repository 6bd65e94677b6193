# mistake: A message that came before with the same role and content is taken for a duplicate and dropped.
# hint: turns_missing
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    seen = set()
    unique = []
    for message in sample["messages"]:
        key = (message["role"], message["content"])
        if key not in seen:
            seen.add(key)
            unique.append(message)
    return {"text": tokenizer.apply_chat_template(unique, tokenize=False)}
