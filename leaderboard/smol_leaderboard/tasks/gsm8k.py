"""`gsm8k`: word problems of school arithmetic, five worked examples before each, as turns of a conversation.

Strict: the number after the first `####` (a model that runs on and asks itself further problems gets nothing for
them). Flexible: the last number anywhere, as lm-eval has it; stored beside, ranked never.
"""

from __future__ import annotations

from collections.abc import Sequence

from .benchmark import Benchmark, Document, Message, Row

STRICT = r"#### (\-?[0-9\.\,]+)"
FLEXIBLE = r"(-?[$0-9.,]{2,})|(-?[0-9]+)"
"""Both as in lm-eval's `gsm8k` 3.0; of the second the last match counts."""
IGNORED = (",", r"\$", r"(?s).*#### ", r"\.$")
"""Does not matter when numbers are compared, also as there."""
STOPS = ("<|im_end|>", "<|im_start|>", "<|endoftext|>", "\nQuestion:")
MAX_NEW_TOKENS = 256

EXAMPLES = (
    (
        "A gardener plants 6 rows of tulips with 9 tulips in each row. Rabbits eat 11 of them. How many are left?",
        "The gardener plants 6*9 = <<6*9=54>>54 tulips.\nAfter the rabbits 54-11 = <<54-11=43>>43 are left.\n#### 43",
    ),
    (
        "Selma rents a boat for $14 an hour and pays $5 for a map. She is out for 3 hours. How many dollars is that?",
        "The boat costs 14*3 = $<<14*3=42>>42.\nWith the map she pays 42+5 = $<<42+5=47>>47.\n#### 47",
    ),
    (
        "Half of the 36 cups in a cupboard are blue, and a third of the others are green. How many cups are green?",
        "There are 36/2 = <<36/2=18>>18 blue cups.\nThe others are 36-18 = <<36-18=18>>18 cups.\n"
        "Green are 18/3 = <<18/3=6>>6 of them.\n#### 6",
    ),
    (
        "A phone costs $250. In a sale it is 20% cheaper. Noah has saved $120. How many dollars does he still need?",
        "The sale takes off 250*20/100 = $<<250*20/100=50>>50.\nThe phone costs 250-50 = $<<250-50=200>>200.\n"
        "He still needs 200-120 = $<<200-120=80>>80.\n#### 80",
    ),
    (
        "Ada is 7 years older than her brother, who is 9. How old will Ada be in 12 years?",
        "Ada is 9+7 = <<9+7=16>>16 years old.\nIn 12 years she will be 16+12 = <<16+12=28>>28.\n#### 28",
    ),
)
"""Pinned: written for this course, in no data set."""


def turns(question: str, answer: str = "") -> tuple[Message, ...]:
    """Return a problem as a conversation, as unit 1 does, with its answer if one is given."""
    asked: Message = {"role": "user", "content": question}
    return (asked, {"role": "assistant", "content": answer}) if answer else (asked,)


def documents(rows: Sequence[Row]) -> list[Document]:
    """Return the rows (`question`, `answer`) as samples."""
    return [Document(turns(row["question"]), row["answer"], {}) for row in rows]


GSM8K = Benchmark(
    name="gsm8k",
    metric="exact_match",
    version=1,
    documents=documents,
    shots=tuple(message for example in EXAMPLES for message in turns(*example)),
    stops=STOPS,
    max_new_tokens=MAX_NEW_TOKENS,
)
