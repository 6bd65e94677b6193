# source: stub
from typing import Any


def render_all(conversations: list[list[dict]], tokenizer) -> list[str]:
    """apply_chat_template also takes a list of conversations and then gives a list of texts."""
    return tokenizer.apply_chat_template(conversations, tokenize=False)


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer) -> dict[str, Any]:
    [text] = render_all([sample["messages"]], tokenizer)
    return {**sample, "text": text}
