# source: learners
import copy
import re


def stack_smol_to_text(sample):
    row = copy.deepcopy(sample)
    row["text"] = row.pop("content")
    numbers = row["max_line_length"], row["avg_line_length"], -row["alphanum_fraction"]
    if any(number > limit for number, limit in zip(numbers, (1000, 100, -0.25), strict=True)):
        row["text"] = ""
    if not re.search(r"\S", row["text"]) or not row["licenses"]:
        row["text"] = ""
    return row
