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


def gsm8k_to_messages(example, system=None, strip_calculator=True):
    answer = example["answer"]
    if answer.count("####") != 1:
        raise ValueError("not one ####")
    final = answer.split("####")[1].replace(",", "").strip()
    if strip_calculator:
        answer = re.sub(r"<<.*?>>", "", answer, flags=re.DOTALL)
    messages = [{"role": "system", "content": system}] if system is not None else []
    messages.append({"role": "user", "content": example["question"]})
    messages.append({"role": "assistant", "content": answer})
    return {"messages": messages, "final_answer": final}
