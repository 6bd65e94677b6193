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


class _LeftOut(Exception):
    pass


class FileFilter:
    def __init__(self, **limits):
        self.limits = limits

    def check(self, content="", licenses=(), max_line_length=0, avg_line_length=0.0, alphanum_fraction=1.0, **other):
        if len(content.split()) == 0:
            raise _LeftOut("blank")
        if not list(licenses):
            raise _LeftOut("no licence")
        if max_line_length > self.limits["longest"] or avg_line_length > self.limits["mean"]:
            raise _LeftOut("long lines")
        if not alphanum_fraction >= self.limits["alphanum"]:
            raise _LeftOut("hardly code")
        return content

    def __call__(self, sample):
        try:
            return dict(text=self.check(**sample))
        except _LeftOut:
            return dict(text=str())


stack_smol_to_text = FileFilter(longest=1000, mean=100, alphanum=0.25)
