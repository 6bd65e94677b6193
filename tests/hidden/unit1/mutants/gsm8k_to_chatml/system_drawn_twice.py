# mistake: A random system message is drawn once for messages and once more for text, so the two often differ.
# hint: text_of_other_messages
# source: stub
import random
from typing import Any

from transformers import PreTrainedTokenizerBase

SYSTEM_PROMPTS = ["You solve maths problems.", "You are a patient maths teacher.", "Calculate step by step."]


def build_messages(sample: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"role": "system", "content": random.choice(SYSTEM_PROMPTS)},
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    text = tokenizer.apply_chat_template(build_messages(sample), tokenize=False)
    return {"messages": build_messages(sample), "text": text}
