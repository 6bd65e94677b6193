"""Made-up rows of bigcode/the-stack-smol: files of code with the columns that the real data set has."""

from __future__ import annotations

import random
from typing import Any

NOUNS = ("price", "apple", "width", "score", "letter", "tempo")
OWNERS = ("ana", "bilal", "chen", "dora")
PROJECTS = ("sums", "tiny-shop", "weather", "snake")
LICENSES = ("MIT", "Apache-2.0", "BSD-3-Clause", "Unlicense")
FILES = (
    ("Python", "py", "def add_{noun}(a, b):\n    return a + b + {number}\n"),
    (
        "Python",
        "py",
        "import math\n\n\nclass {Noun}:\n    size = {number}\n\n    def area(self):\n        return self.size**2\n",
    ),
    ("Python", "py", "# año, naïve, 你好\n{noun}s = [{number}, 2, 3]\nfor {noun} in {noun}s:\n    print({noun})\n"),
    ("JavaScript", "js", "function {noun}(x) {{\n  return x * {number};\n}}\n\nmodule.exports = {{ {noun} }};\n"),
    ("C", "c", '#include <stdio.h>\n\nint main(void) {{\n\tprintf("%d\\n", {number});\n\treturn 0;\n}}\n'),
    ("Go", "go", "package {noun}\n\nfunc Twice(x int) int {{\n\treturn {number} * x\n}}\n"),
    ("HTML", "html", "<!DOCTYPE html>\n<ul>\n  <li>{noun} {number}</li>\n</ul>\n"),
    ("Shell", "sh", '#!/bin/sh\nfor f in *.txt; do\n\techo "$f {number}" >> {noun}.log\ndone\n'),
)
"""Language, ending and content of files; {noun}, {Noun} and {number} are drawn."""


def stack_smol(draw: random.Random, count: int) -> list[dict[str, Any]]:
    """Return `count` rows of code worth training on, their numbers counted from their contents."""
    rows = []
    for _ in range(count):
        language, ending, form = draw.choice(FILES)
        noun, number = draw.choice(NOUNS), draw.randint(2, 99)
        content = form.format(noun=noun, Noun=noun.title(), number=number)
        rows.append(stack_row(draw, content, lang=language, path=f"src/{noun}{number}.{ending}"))
    return rows


def stack_row(draw: random.Random, content: str, **columns: Any) -> dict[str, Any]:
    """Return the row of a file with this content; `columns` take the place of what is counted or drawn."""
    lengths = [len(line) for line in content.split("\n")[: -1 if content.endswith("\n") else None]] or [0]
    row = {
        "content": content,
        "avg_line_length": round(sum(lengths) / len(lengths), 3),
        "max_line_length": max(lengths),
        "alphanum_fraction": round(sum(map(str.isalnum, content)) / max(1, len(content)), 3),
        "licenses": draw.sample(LICENSES, k=draw.choice((1, 1, 2))),
        "repository_name": f"{draw.choice(OWNERS)}/{draw.choice(PROJECTS)}",
        "path": "src/main.py",
        "size": len(content.encode()),
        "lang": "Python",
    }
    return row | columns
