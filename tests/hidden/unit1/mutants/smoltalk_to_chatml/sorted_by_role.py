# mistake: The messages are sorted by role, so in rows of several turns all questions come before all answers.
# hint: order
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase

ROLE_ORDER = ["system", "user", "assistant"]


def smoltalk_to_chatml(sample: dict[str, Any], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    # system first, then user, then assistant, whatever order the row has
    messages = sorted(sample["messages"], key=lambda message: ROLE_ORDER.index(message["role"]))
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    return {**sample, "text": text}
