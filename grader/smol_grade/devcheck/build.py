"""Make what a learner gets (`exercises/`) from what the course team writes (`solutions/`).

In a solution, the lines between `# BEGIN SOLUTION` and `# END SOLUTION` are the learner's; the comment before them,
`# TODO 1.2: …`, says what to do. The stub keeps the comment and raises `NotImplementedError` with its text.
Each unit's notebooks are made of its stubs and READMEs.
"""

from __future__ import annotations

import re
from pathlib import Path

from ..course import Course
from ..errors import CourseError
from ..files import write_atomically
from .notebooks import notebooks

TODO = re.compile(r"^(?P<indent>\s*)# (?P<text>TODO (?P<number>\d+\.\d+): .+)$")
BEGIN = "# BEGIN SOLUTION"
END = "# END SOLUTION"


def stub(solution: Path) -> str:
    """Return the stub of a solution file; raise `CourseError` when its markers do not match."""
    kept: list[str] = []
    todo: re.Match[str] | None = None
    inside = 0
    blanks = 0
    for number, line in enumerate(solution.read_text("utf-8").splitlines(), 1):
        mark = line.strip()
        if mark == BEGIN:
            if inside or todo is None:
                raise CourseError(solution, number, f"{BEGIN} needs a `# TODO N.N: …` comment right before it")
            inside, blanks = number, blanks + 1
            kept.append(_raise(todo))
        elif mark == END:
            if not inside:
                raise CourseError(solution, number, f"{END} without {BEGIN}")
            inside = 0
        elif not inside:
            todo = TODO.match(line)
            kept.append(line)
    if inside:
        raise CourseError(solution, inside, f"{BEGIN} without {END}")
    if not blanks:
        raise CourseError(solution, 0, f"no {BEGIN}: nothing is left for the learner")
    return "\n".join(kept) + "\n"


def generated(solutions: Path, course: Course) -> dict[str, str]:
    """Return every generated file of `exercises/`, by its path there: stubs, READMEs copied as they are, notebooks."""
    files: dict[str, str] = {}
    for path in sorted(solutions.glob("*/*")):
        name = path.relative_to(solutions).as_posix()
        if path.suffix == ".py":
            files[name] = stub(path)
        elif path.suffix == ".md":
            files[name] = path.read_text("utf-8")
    return files | notebooks(course, solutions, files)


def build(solutions: Path, exercises: Path, course: Course) -> list[Path]:
    """Write the generated files that differ; return them."""
    written = []
    for name, text in generated(solutions, course).items():
        path = exercises / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, text)
            written.append(path)
    return written


def _raise(todo: re.Match[str]) -> str:
    text = todo["text"].replace("\\", "\\\\").replace('"', '\\"')
    return f'{todo["indent"]}raise NotImplementedError("{text}")'
