# mistake: a number exactly at its limit leaves the file out
# hint: at_the_limit
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


def stack_smol_to_text(sample: dict[str, Any]) -> dict[str, Any]:
    keep = (
        sample["content"].strip() != ""
        and len(sample["licenses"]) > 0
        and sample["max_line_length"] < 1000
        and sample["avg_line_length"] < 100
        and sample["alphanum_fraction"] > 0.25
    )
    return {"text": sample["content"] if keep else ""}
