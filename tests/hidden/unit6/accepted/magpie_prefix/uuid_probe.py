# Accepted: one rendering with a random marker, cut where it first stands.
# source: stub
"""Exercise 6.3: the text before a question, of any chat template."""

import uuid
from typing import TYPE_CHECKING

import jinja2

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


def magpie_prefix(tokenizer: "PreTrainedTokenizerBase", system: str | None = None) -> str:
    """Return what the tokenizer's chat template writes before the content of a first user message."""
    marker = uuid.uuid4().hex + uuid.uuid4().hex
    user = {"role": "user", "content": marker}
    if system is None:
        text = tokenizer.apply_chat_template([user], tokenize=False)
        return text[: text.index(marker)]
    try:
        text = tokenizer.apply_chat_template([{"role": "system", "content": system}, user], tokenize=False)
    except jinja2.TemplateError as error:
        raise ValueError(f"no system message with this template: {error}") from error
    before, _, _ = text.partition(marker)
    if before.find(system.strip()) < 0:
        raise ValueError("the system message is not in the text before the user's content")
    return before
