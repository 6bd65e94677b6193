# source: stub
"""Exercise 1.4 🐢: a gsm8k problem as messages, with its final answer apart.

In exercise 1.2 the answer was copied as it stands. Often one wants more: a system message in front, the calculator
marks taken out, which only make sense to a model that has a calculator, and the final answer as a text of its own, to
compare with what a model says later.

Read: the card of openai/gsm8k, https://huggingface.co/datasets/openai/gsm8k
Check: smol-grade unit1/gsm8k_to_messages   Stuck: smol-grade hint gsm8k_to_messages
"""

from typing import Any


import functools
import re


@functools.cache
def _take_apart(answer: str, strip: bool) -> tuple[str, str]:
    heads = re.split(r"(?:^|[\r\n]+)####", answer)
    if len(heads) != 2:
        raise ValueError("not one #### line")
    final = re.split(r"[\r\n]", heads[1].lstrip(" \t"))[0].strip()
    if strip:
        pieces = re.split(r"<<[\s\S]*?>>", answer)
        answer = "".join(pieces)
    return answer.strip(), final.replace(",", "").strip()


def gsm8k_to_messages(
    example: dict[str, str], system: str | None = None, strip_calculator: bool = True
) -> dict[str, Any]:
    content, final = _take_apart(example["answer"], strip_calculator)
    said = {"system": system, "user": example["question"], "assistant": content}
    if system is None:
        del said["system"]
    messages = [{"role": role, "content": text.strip()} for role, text in said.items()]
    return {"final_answer": final, "messages": messages}
