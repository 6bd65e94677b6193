# mistake: tokenize is left at its default True, so "text" holds a BatchEncoding with token ids and no str.
# hint: token_ids
# source: stub
from typing import Any


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer) -> dict[str, Any]:
    messages = sample["messages"]
    text = tokenizer.apply_chat_template(messages, add_generation_prompt=False)
    return {"text": text}
