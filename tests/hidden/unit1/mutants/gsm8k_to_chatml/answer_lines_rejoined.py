# mistake: The answer is split with splitlines and joined with \n, so a line break at its end and \r\n breaks are lost.
# hint: content_changed
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    *steps, result = sample["answer"].splitlines()
    answer = "\n".join([*steps, result])
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": answer},
    ]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
