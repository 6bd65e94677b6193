# source: stub
from typing import Any, Final

from transformers import PreTrainedTokenizerBase

SYSTEM: Final[str] = "You solve school maths problems step by step. Write the result after ####."


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    chat: list[dict[str, str]] = []
    chat.append({"role": "system", "content": SYSTEM})
    chat.append({"role": "user", "content": sample["question"]})
    chat.append({"role": "assistant", "content": sample["answer"]})
    return {
        "text": tokenizer.apply_chat_template(chat, add_generation_prompt=False, tokenize=False),
        "messages": chat,
    }
