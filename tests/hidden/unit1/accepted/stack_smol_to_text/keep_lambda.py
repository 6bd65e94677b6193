# source: stub
"""Exercise 1.5 🐕: files of the-stack-smol as training text.

bigcode/the-stack-smol is not instruction data: a row is a file of code, in which nobody asks or answers. A model
learns from it by continuing plain text: no messages, no roles, no chat template. What matters is which files to
leave out.

Read: https://huggingface.co/datasets/bigcode/the-stack-smol, and how BigCode filters:
https://github.com/bigcode-project/bigcode-dataset/tree/main/preprocessing
Check: smol-grade unit1/stack_smol_to_text   Stuck: smol-grade hint stack_smol_to_text
"""

from typing import Any


import re

_NOT_BLANK = re.compile(r"\S")

stack_smol_to_text = lambda sample: {  # noqa: E731
    **sample,
    "text": sample["content"]
    * bool(
        _NOT_BLANK.search(sample["content"])
        and sample["licenses"]
        and sample["max_line_length"] <= 1000
        and sample["avg_line_length"] <= 100
        and sample["alphanum_fraction"] >= 0.25
    ),
}
