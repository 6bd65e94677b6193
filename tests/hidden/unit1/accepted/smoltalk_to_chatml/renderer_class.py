# source: stub
from __future__ import annotations

from dataclasses import dataclass

from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True)
class ChatRenderer:
    tokenizer: PreTrainedTokenizerBase
    key: str = "messages"

    def __call__(self, row: dict) -> str:
        return self.tokenizer.apply_chat_template(row[self.key], tokenize=False, add_generation_prompt=False)


def smoltalk_to_chatml(sample: dict, tokenizer: PreTrainedTokenizerBase) -> dict:
    render = ChatRenderer(tokenizer)
    return sample | {"text": render(sample)}
