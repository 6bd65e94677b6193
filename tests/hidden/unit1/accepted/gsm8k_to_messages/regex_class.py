# source: stub
"""Exercise 1.4 🐢: a gsm8k problem as messages, with its final answer apart.

In exercise 1.2 the answer was copied as it stands. Often one wants more: a system message in front, the calculator
marks taken out, which only make sense to a model that has a calculator, and the final answer as a text of its own, to
compare with what a model says later.

Read: the card of openai/gsm8k, https://huggingface.co/datasets/openai/gsm8k
Check: smol-grade unit1/gsm8k_to_messages   Stuck: smol-grade hint gsm8k_to_messages
"""

from typing import Any


import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    question: str
    answer: str

    FINAL = re.compile(r"(?:\A|(?<=[\r\n]))####([^\r\n]*)")
    MARK = re.compile(r"<<(?:(?!>>)[\s\S])*>>")

    @property
    def final(self):
        found = self.FINAL.findall(self.answer)
        try:
            (only,) = found
        except ValueError:
            raise ValueError(f"expected one #### line, found {len(found)}") from None
        return only.translate({ord(","): None}).strip()

    def plain(self):
        return self.MARK.sub("", self.answer)


def gsm8k_to_messages(
    example: dict[str, str], system: str | None = None, strip_calculator: bool = True
) -> dict[str, Any]:
    problem = Problem(example["question"], example["answer"])
    final = problem.final
    content = {True: problem.plain, False: lambda: problem.answer}[bool(strip_calculator)]()
    return {
        **example,
        "messages": [
            *([] if system is None else [{"role": "system", "content": system}]),
            {"role": "user", "content": problem.question},
            {"role": "assistant", "content": content},
        ],
        "final_answer": final,
    }
