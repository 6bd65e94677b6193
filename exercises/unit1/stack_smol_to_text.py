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
    r"""Return a dict whose key "text" holds the content of a file, or an empty text if the file is to be left out.

    Args:
        sample: one row of bigcode/the-stack-smol, e.g.
            {"content": "def add(a, b):\n\treturn a + b\n", "avg_line_length": 13.5, "max_line_length": 14,
             "alphanum_fraction": 0.552, "licenses": ["MIT"], "repository_name": "ana/sums", "path": "sums/add.py",
             "size": 29, "lang": "Python"}

    Returns:
        A dict with "text", a str: exactly sample["content"], or "" for a file that is to be left out. You may return a
        new dict or the sample with the key added; further keys are ignored.
        For the row above: {"text": "def add(a, b):\n\treturn a + b\n"}

    A file is left out if at least one of these holds:
        its content is empty, or nothing but white space;
        "licenses" is an empty list: nobody has allowed its use;
        "max_line_length" is above 1000, or "avg_line_length" is above 100: the file is generated or holds data;
        "alphanum_fraction" is below 0.25: it is hardly code.
    A number exactly at its limit does not leave a file out. Take the numbers from the columns and do not count again.
    The other columns do not matter, whatever they say.

    Why "" and not None: `datasets.map` cannot leave out a row, but a filter after it can:
        dataset.map(stack_smol_to_text).filter(lambda row: row["text"] != "")

    Edge cases:
        The content is copied verbatim, however long: tabs, indentation, spaces at the end of a line, empty lines at
        either end, line breaks of any kind (\n, \r\n, \r), no line break at the end, letters and signs beyond ASCII,
        braces, quotes, special tokens of chat templates.
        Nothing is added: no role, no code fence, no path, no end token (TRL's SFTTrainer adds that one by itself).
        Each row gives its own text.
    """
    # TODO 1.5: decide whether the file is left out, and return its text
    raise NotImplementedError("TODO 1.5: decide whether the file is left out, and return its text")
