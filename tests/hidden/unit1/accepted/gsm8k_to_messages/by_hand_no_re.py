# source: stub
"""Exercise 1.4 🐢: a gsm8k problem as messages, with its final answer apart.

In exercise 1.2 the answer was copied as it stands. Often one wants more: a system message in front, the calculator
marks taken out, which only make sense to a model that has a calculator, and the final answer as a text of its own, to
compare with what a model says later.

Read: the card of openai/gsm8k, https://huggingface.co/datasets/openai/gsm8k
Check: smol-grade unit1/gsm8k_to_messages   Stuck: smol-grade hint gsm8k_to_messages
"""

from typing import Any


def _without_marks(text):
    out = []
    while True:
        before, opening, rest = text.partition("<<")
        inside, closing, after = rest.partition(">>")
        if not closing:  # no mark any more: keep what is left, a lone << too
            return "".join(out) + text
        out.append(before)
        text = after


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    """Adds the keys to the row itself."""
    answer = example["answer"]
    lines = answer.replace("\r", "\n").split("\n")
    last = [line for line in lines if line[:4] == "####"]
    if not last or last[1:]:
        raise ValueError("the answer needs exactly one line that begins with ####")
    roles = [("system", system), ("user", example["question"])]
    roles.append(("assistant", _without_marks(answer) if strip_calculator else answer))
    example["messages"] = [dict(role=role, content=text) for role, text in roles if text is not None]
    example["final_answer"] = "".join(last[0][4:].split(",")).strip()
    return example
