# mistake: Each content goes through html.escape, so quotes, ampersands and angle brackets become entities.
# hint: content_changed
# source: stub
import html
from typing import Any

from transformers import PreTrainedTokenizerBase


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    # escape the contents so that they cannot disturb the template
    messages = [{"role": m["role"], "content": html.escape(m["content"])} for m in sample["messages"]]
    return {"text": tokenizer.apply_chat_template(messages, tokenize=False)}
