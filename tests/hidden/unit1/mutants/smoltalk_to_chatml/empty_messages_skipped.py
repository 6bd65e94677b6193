# mistake: Messages with empty content are filtered out before rendering.
# hint: turns_missing
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    messages = [message for message in sample["messages"] if message["content"]]
    return {"text": tokenizer.apply_chat_template(messages, tokenize=False)}
