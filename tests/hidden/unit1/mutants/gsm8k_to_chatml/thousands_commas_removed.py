# mistake: Commas between digits are removed from the answer, so 1,200 becomes 1200.
# hint: content_changed
# source: stub
import re
from typing import Any

from transformers import PreTrainedTokenizerBase


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    answer = re.sub(r"(?<=\d),(?=\d{3})", "", sample["answer"])  # 1,200 -> 1200
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": answer},
    ]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
