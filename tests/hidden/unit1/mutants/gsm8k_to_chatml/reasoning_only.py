# mistake: Everything from #### on is cut from the answer, so the last line with the result is missing.
# hint: answer_cut
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    reasoning = sample["answer"].split("\n####")[0]
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": reasoning},
    ]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
