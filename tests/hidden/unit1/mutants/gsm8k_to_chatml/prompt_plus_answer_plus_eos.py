# mistake: The text is put together from prompt, answer and end token, and the line break after the end token is forgotten.
# hint: text_stripped
# source: stub
from typing import Any

from transformers import PreTrainedTokenizerBase


def gsm8k_to_chatml(sample: dict[str, str], tokenizer: PreTrainedTokenizerBase) -> dict[str, Any]:
    messages = [
        {"role": "user", "content": sample["question"]},
        {"role": "assistant", "content": sample["answer"]},
    ]

    prompt = tokenizer.apply_chat_template(messages[:1], tokenize=False, add_generation_prompt=True)
    return {"messages": messages, "text": prompt + sample["answer"] + tokenizer.eos_token}
