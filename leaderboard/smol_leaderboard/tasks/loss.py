"""`loss`: how surprising are good answers? Bits per UTF-8 byte of the assistant's turns in held-out conversations.

The one number that moves smoothly while a small model learns. The tokens of each assistant turn are measured given
everything before it, its end `<|im_end|>` included, since ending is part of answering; bytes are counted of the
turn's text alone, so that models with different tokenizers compare. Lower is better; zeros and system turns count not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from .benchmark import Benchmark, Document, Message, Row, Scored
from .gsm8k import turns

END = "<|im_end|>"


def documents(rows: Sequence[Row]) -> list[Document]:
    """Return rows (`messages`, or `question` and `answer`) as conversations."""
    found = []
    for row in rows:
        messages = tuple(row["messages"]) if "messages" in row else turns(row["question"], row["answer"])
        found.append(Document(messages, "", {}))
    return found


def measured(messages: Sequence[Message]) -> list[tuple[tuple[Message, ...], str]]:
    """Return each assistant turn with what stands before it."""
    return [
        (tuple(messages[:index]), message["content"])
        for index, message in enumerate(messages)
        if message["role"] == "assistant"
    ]


def score(texts: Sequence[str], logprobs: Sequence[float]) -> Scored:
    """Return the bits and bytes of one conversation; `logprobs` are natural, one a turn."""
    bits = -math.fsum(logprobs) / math.log(2)
    size = sum(len(text.encode()) for text in texts)
    return Scored(bits, float(size), {})


LOSS = Benchmark(name="loss", metric="bits_per_byte", version=1, documents=documents)
