# source: stub
import copy
from collections.abc import Iterator


def _turns(row, system: str | None) -> Iterator[tuple[str, str]]:
    if system is not None:
        yield "system", system
    yield "user", row["question"]
    yield "assistant", row["answer"]


def gsm8k_to_chatml(sample, tokenizer, system: str | None = "Tu résous des problèmes de maths."):
    messages = [dict(zip(("role", "content"), turn, strict=True)) for turn in _turns(sample, system)]
    row = copy.deepcopy(sample)
    row |= {"messages": messages}
    text = tokenizer.apply_chat_template(copy.deepcopy(messages), tokenize=False)
    if not isinstance(text, str):
        raise TypeError("expected text")
    row["text"] = text
    return row
