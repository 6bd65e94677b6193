# mistake: The text is made of the question's message only, as a prompt, while messages holds both.
# hint: turns_missing
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]

    prompt = tokenizer.apply_chat_template(messages[:-1], tokenize=False)
    return {"messages": messages, "text": prompt}
