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


import operator

_LIMITS = [
    ("max_line_length", operator.gt, 1000),
    ("avg_line_length", operator.gt, 100),
    ("alphanum_fraction", operator.lt, 0.25),
]


def stack_smol_to_text(sample):
    """Adds the key to the row."""
    content = sample["content"]
    sample["text"] = content
    if content == "" or content.isspace() or sample["licenses"] == []:
        sample["text"] = ""
    for column, beyond, limit in _LIMITS:
        if beyond(sample[column], limit):
            sample["text"] = ""
    return sample
