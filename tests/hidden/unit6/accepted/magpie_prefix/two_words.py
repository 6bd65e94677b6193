# Accepted: two contents of several letters; an error without a system message goes through.
# source: stub
"""Exercise 6.3: the text before a question, of any chat template."""

from os.path import commonprefix
from typing import TYPE_CHECKING

from jinja2 import TemplateError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


def magpie_prefix(tokenizer: "PreTrainedTokenizerBase", system: str | None = None) -> str:
    """Return what the tokenizer's chat template writes before the content of a first user message."""
    head = [] if system is None else [{"role": "system", "content": system}]
    texts = []
    for content in ("apple", "Birch"):
        messages = [*head, {"role": "user", "content": content}]
        try:
            texts.append(tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=False))
        except TemplateError as error:
            if system is None:
                raise
            raise ValueError("the template refuses a system message") from error
    prefix = commonprefix(texts)
    if system is not None and system.strip() not in prefix:
        raise ValueError("the template leaves the system message out")
    return prefix
