# mistake: A default system message is put in front of rows that have none.
# hint: turns_added
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase

DEFAULT_SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    messages = sample["messages"]
    if messages[0]["role"] != "system":
        messages = [{"role": "system", "content": DEFAULT_SYSTEM}, *messages]
    return {"text": tokenizer.apply_chat_template(messages, tokenize=False)}
