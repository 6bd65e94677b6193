# mistake: a file is left out for its lines only if both the longest and the average are above the limit
# hint: keeps_long_lines
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
    left_out = (
        not sample["content"].strip()
        or not sample["licenses"]
        or (sample["max_line_length"] > 1000 and sample["avg_line_length"] > 100)
        or sample["alphanum_fraction"] < 0.25
    )
    return {"text": "" if left_out else sample["content"]}
