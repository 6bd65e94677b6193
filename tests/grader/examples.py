"""The examples of a unit's READMEs, run as doctests: `python tests/grader/examples.py solutions/unit1 [EXERCISE …]`.

A program of its own, because a unit's solutions import what only learner code needs. Exit status 1: an example is not
true, or is not one that a README may have.
"""

from __future__ import annotations

import doctest
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

SECTION = re.compile(r"^## (?P<number>\d+\.\d+) `(?P<name>\w+)` (?P<level>\S+)\n(?P<body>.*?)(?=^## |\Z)", re.M | re.S)
BLOCK = re.compile(r"^(?P<word>Examples|Ejemplos):\n\n```python\n(?P<code>.*?)^```$", re.M | re.S)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def sections(readme: Path) -> dict[str, re.Match[str]]:
    """Return the sections of the exercises, by name, in their order."""
    return {section["name"]: section for section in SECTION.finditer(readme.read_text("utf-8"))}


def examples(section: re.Match[str]) -> str:
    """Return the one block of examples of a section."""
    blocks = [block["code"] for block in BLOCK.finditer(section["body"])]
    assert 1 == len(blocks), f"{section['name']}: {len(blocks)} blocks of examples"
    return blocks[0]


def solution(path: Path) -> ModuleType:
    """Import a solution from its file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(folder: Path, names: list[str]) -> int:
    """Run the examples of a unit, or of some of its exercises; return how many are not true."""
    failed = 0
    for name, section in sections(folder / "README.md").items():
        if names and name not in names:
            continue
        known = {name: getattr(solution(folder / f"{name}.py"), name)}
        test = doctest.DocTestParser().get_doctest(examples(section), known, name, str(folder / "README.md"), 0)
        shown = sum(1 for example in test.examples if example.want)
        if not 3 <= shown <= 6:
            sys.stdout.write(f"{name}: {shown} examples with a result; 3 to 6 are asked for\n")
            failed += 1
        failed += doctest.DocTestRunner(optionflags=FLAGS).run(test).failed
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]), sys.argv[2:]) else 0)
