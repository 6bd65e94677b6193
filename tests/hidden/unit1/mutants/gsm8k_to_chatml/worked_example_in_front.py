# mistake: A worked example, as a user and an assistant message of its own, stands before each row's messages.
# hint: question_then_answer
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase

EXAMPLE = [
    {"role": "user", "content": "Ann has 2 pens and buys 3 more. How many pens has she?"},
    {"role": "assistant", "content": "Ann has 2+3 = <<2+3=5>>5 pens.\n#### 5"},
]


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    messages = [
        *EXAMPLE,
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]
    return {"messages": messages, "text": tokenizer.apply_chat_template(messages, tokenize=False)}
