# mistake: The finished text is stripped, so the line break after the last end token is missing.
# hint: text_stripped
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    text = tokenizer.apply_chat_template(sample["messages"], tokenize=False, add_generation_prompt=False)
    return {"text": text.strip()}
