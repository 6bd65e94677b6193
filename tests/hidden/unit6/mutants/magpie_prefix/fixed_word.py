# mistake: looks for a fixed word, which may stand earlier
# hint: too_early
# source: stub
"""Exercise 6.3: the text before a question, of any chat template."""

from typing import TYPE_CHECKING

from jinja2 import TemplateError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


def magpie_prefix(tokenizer: "PreTrainedTokenizerBase", system: str | None = None) -> str:
    """Return what the tokenizer's chat template writes before the content of a first user message."""
    content = "QUESTION"
    messages = [{"role": "user", "content": content}]
    if system is not None:
        messages.insert(0, {"role": "system", "content": system})
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False)
    except TemplateError as error:
        if system is not None:
            raise ValueError("the template refuses a system message") from error
        raise
    prefix = text.split(content)[0]
    if system is not None and system.strip() not in prefix:
        raise ValueError("the template leaves the system message out")
    return prefix
