# mistake: The text is normalised with NFKC, which turns signs such as ² … ½ ﬁ into others.
# hint: content_changed
# source: stub
import unicodedata
from typing import Any

from transformers import PreTrainedTokenizerBase


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    text = tokenizer.apply_chat_template(sample["messages"], tokenize=False)
    return {"text": unicodedata.normalize("NFKC", text)}
