"""The code cells of a notebook, without what only IPython understands.

nbformat reads it. Whether a line is Python is asked of Python's own parser: only a line that it refuses and that has
the look of a magic becomes a comment, so `%` and `!` inside a string stay what they are. A comment keeps the number of
lines. Nothing is run.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from typing import Any

LARGEST_NOTEBOOK = 8 * 1024 * 1024
"""Bytes, with outputs and pictures; none of these is kept."""
MOST_PARSED = 5_000_000
"""Characters of a cell that are parsed in the search for magics, all rounds together: a round finds one."""
FEWEST = 20
"""Magics that are looked for in any cell."""
MAGIC = re.compile(r"\s*(?:[%!/]|\?|[\w.,\[\]'\" ]+=\s*[%!])|.*\?\s*$")
"""`%magic`, `!command`, `x = !command`, `/call`, `?name`, `name?`."""
PROMPT = re.compile(r"^(?:>>> ?|\.\.\. ?|In \[\d+\]: ?)", re.MULTILINE)
"""What is pasted along from a console."""
PYTHON_CELLS = frozenset({"capture", "debug", "grade", "memit", "prun", "time", "timeit", "wandb"})
"""Cell magics whose cell is Python all the same; any other `%%name` makes the whole cell something else."""


class NotANotebook(Exception):
    """The text is no notebook that nbformat can read."""


def code_cells(text: str) -> list[str]:
    """Return the code of a notebook's cells as Python. Raises `NotANotebook`, and `ImportError` without nbformat."""
    import nbformat
    from nbformat import reader

    reads: Any = reader.reads  # untyped
    convert: Any = nbformat.convert
    try:
        cells = convert(reads(text), 4).get("cells", [])
        return [_code(cell) for cell in cells if cell.get("cell_type") == "code"]
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError, nbformat.ValidationError) as error:
        raise NotANotebook(str(error)) from error


def _code(cell: Any) -> str:
    source = cell["source"]
    return without_magics(source if isinstance(source, str) else "".join(source))


def without_magics(code: str) -> str:
    """Return a cell's code with each line that is IPython's alone as a comment. Other wrong Python stays as it is."""
    code = code.removeprefix("\ufeff")
    if _wrong_line(code):  # as IPython mends what was pasted
        bare = textwrap.dedent(code)
        code = PROMPT.sub("", bare) if PROMPT.match(bare.lstrip("\n")) else bare if not _wrong_line(bare) else code
    lines = code.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    cell_magic = re.match(r"%%(\w*)", lines[first])
    if cell_magic and cell_magic[1] not in PYTHON_CELLS:
        return "\n".join(f"# {line}" for line in lines)
    for _ in lines[: max(FEWEST, MOST_PARSED // len(code or "x"))]:
        number = _wrong_line("\n".join(lines))
        if number == 0 or number > len(lines) or not MAGIC.match(lines[number - 1]):
            break
        _comment(lines, number - 1)
    return "\n".join(lines)


def _wrong_line(code: str) -> int:
    """Return the line at which Python refuses the code, 0 if it does not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except SyntaxError as error:
        return error.lineno or 0
    except (ValueError, RecursionError, MemoryError):
        return 0
    return 0


def _comment(lines: list[str], index: int) -> None:
    """Make a comment of a magic and the lines that it goes on with; `pass` keeps a block that holds nothing else."""
    indent = lines[index][: len(lines[index]) - len(lines[index].lstrip())]
    goes_on = True
    while index < len(lines) and (goes_on or re.match(r"\s*[%!]", lines[index])):  # one magic after the other
        line = lines[index]
        if not goes_on:
            indent = line[: len(line) - len(line.lstrip())]
        goes_on = line.endswith("\\")
        lines[index] = f"{indent}pass  # {line.strip().rstrip(chr(92))}"
        index += 1
