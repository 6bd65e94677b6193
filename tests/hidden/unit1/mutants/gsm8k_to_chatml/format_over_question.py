# mistake: The answer is filled in with str.format over a text that already holds the question, so braces in the question break it.
# hint: content_changed
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]

    frame = tokenizer.apply_chat_template(
        [messages[0], {"role": "assistant", "content": "{answer}"}], tokenize=False
    )
    return {"messages": messages, "text": frame.format(answer=sample["answer"])}
