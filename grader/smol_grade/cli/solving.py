"""`solution EXERCISE`: after full marks, the idea in prose, the learner's own code beside it, and what comes next."""

from __future__ import annotations

import ast
import os
import re
import shlex
import sys
import textwrap
import warnings
from collections.abc import Iterator
from pathlib import Path

from .. import progress
from ..course import Exercise, Unit, load_course, load_walkthroughs
from ..errors import PathNotFound, SmolGradeError
from ..locate import course_files
from ..messages import say, say_sentence
from ..records import Language
from ..workspace import Found, Problem, code_file, find_folder, read_submission, unfilled
from . import output
from .learning import ExerciseNeeded

MOST_LINES = 60
"""Of a file that is shown with all that is around the exercise's function."""
MARGIN = "  "


class NoWalkthrough(SmolGradeError):
    """Nobody has written a text for this exercise yet."""

    key = "solution.none"

    def __init__(self, exercise: str) -> None:
        super().__init__(exercise=exercise)


class NotDone(SmolGradeError):
    """Full marks come first."""

    exit_code = 1
    key = "solution.not_done"

    def __init__(self, exercise: str, points: int, max_points: int, *, stub: bool = False) -> None:
        super().__init__(exercise=exercise, points=points, max_points=max_points)
        if stub:
            self.key = "solution.stub_again"


def run(target: str, folder: Path | None, language: Language, lang: str) -> int:
    """Show an exercise's walkthrough; return the exit code. `lang` is the language asked for, to be repeated."""
    unit, exercises = load_course(course_files()).find(target)
    if len(exercises) != 1:
        raise ExerciseNeeded([exercise.name for exercise in exercises])
    [exercise] = exercises
    if folder is not None and not folder.exists():
        raise PathNotFound(folder)
    place = find_folder(unit, (folder or Path.cwd()).resolve())  # what `.` is in has the progress
    screen = sys.stdout is not None and (sys.stdout.isatty() or bool(os.environ.get("COLUMNS")))
    try:
        text = told(unit, exercise, place, output.width_of(sys.stdout), language, fold=screen)
    except NotDone as short:
        named = {"target": f"{unit.alias}/{exercise.name}", "exercise": exercise.name}
        named["where"] = f"cd {shlex.quote(str(place.parent))} && " if folder is not None else ""
        named["options"] = f" --lang {lang}" if lang else ""
        output.note(say(language, short.key, **short.fields))
        output.note(output.harmless(say(language, "solution.go_on", **named)))
        return short.exit_code
    output.write(text)
    return 0


def told(unit: Unit, exercise: Exercise, place: Path, width: int, language: Language, *, fold: bool = True) -> str:
    """Return the walkthrough, the learner's code and what comes next, in lines of a width; `fold`: the code's too.

    Raises `NotDone` before full marks or when the file is the stub again, `NoWalkthrough`, `CourseError`.
    """
    known = progress.read(place.parent).exercises
    standing = known.get(f"{unit.slug}/{exercise.name}")
    if standing is None or standing.status != "done":
        points, most = (standing.points, standing.max_points) if standing is not None else (0, exercise.points)
        raise NotDone(exercise.name, points, most)
    path = code_file(place, exercise)
    file = read_submission(Found(path, path.name), ())
    files = course_files()
    if not isinstance(file, Problem) and unfilled(file, files.exercises / unit.alias / f"{exercise.name}.py"):
        raise NotDone(exercise.name, 0, exercise.points, stub=True)
    walkthrough = load_walkthroughs(files, unit).get(exercise.name)
    if walkthrough is None:
        raise NoWalkthrough(exercise.name)
    lines = [f"{exercise.number} {exercise.name}: {exercise.title.in_language(language)}", ""]
    for paragraph in paragraphs(walkthrough.in_language(language)):
        lines += [paragraph, ""]
    if isinstance(file, Problem):
        lines += [say(language, "solution.no_code"), say_sentence(language, file.message)]
        code: list[str] = []
    else:
        lines += [say(language, "solution.own", file=f"{unit.alias}/{path.name}")]
        code = own_code(file.source, exercise.name)
    after = _what_next(unit, exercise, {name for name, one in known.items() if one.status == "done"}, language)
    shown = [*_wrapped(lines, width), *_margin(code, width if fold else 0), "", *_wrapped([after], width)]
    return output.harmless("\n".join(shown))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text of the course, each in one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]


def own_code(source: str, name: str) -> list[str]:
    """Return the lines of a learner's file without what its stub said; of a long file only the function's.

    What Python cannot read, or defines no such function at its top, is shown as it is.
    """
    lines = re.split(r"\r\n?|\n", source)  # as Python counts them; splitlines knows more line breaks
    tree = _parsed(source)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    mine = [function for function in functions if function.name == name][-1:]
    said = {number for node in (tree, *mine) for number in _docstring(node, lines)}
    shown = [number for number in range(1, len(lines) + 1) if number not in said]
    if mine and sum(bool(lines[number - 1].strip()) for number in shown) >= MOST_LINES:
        first = min(node.lineno for node in (mine[0], *mine[0].decorator_list))
        shown = [number for number in shown if first <= number <= (mine[0].end_lineno or first)]
    text = "\n".join(lines[number - 1].rstrip() for number in shown)
    return re.sub(r"\n{3,}", "\n\n", text.strip("\n")).expandtabs(4).split("\n")


def _parsed(source: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # changed since its full marks
        return ast.Module([], [])


def _docstring(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> range:
    """Return the numbers of the lines that a docstring has for itself; of a function's only where more follows."""
    first = node.body[0] if node.body else None
    only = len(node.body) == 1 and not isinstance(node, ast.Module)
    if only or not isinstance(first, ast.Expr) or ast.get_docstring(node, clean=False) is None:
        return range(0)
    end = first.end_lineno or first.lineno
    before = lines[first.lineno - 1].encode()[: first.col_offset]
    after = lines[end - 1].encode()[first.end_col_offset :].strip()
    return range(0) if before.strip() or after else range(first.lineno, end + 1)


def _what_next(unit: Unit, exercise: Exercise, done: set[str], language: Language) -> str:
    """Return the next exercise of the unit that is left, those before this one and bonus ones last."""
    at = unit.exercises.index(exercise)
    order = (*unit.exercises[at + 1 :], *unit.exercises[:at])
    left = [one for one in order if f"{unit.slug}/{one.name}" not in done]
    if not left:
        return say(language, "solution.last", unit=unit.alias)
    one = min(left, key=lambda one: one.bonus)
    return say(language, "solution.next", number=one.number, exercise=one.name, title=one.title.in_language(language))


def _wrapped(lines: list[str], width: int) -> Iterator[str]:
    """Yield prose, broken between words."""
    for line in lines:
        yield from textwrap.wrap(line, width, break_on_hyphens=False) or [""]


def _margin(code: list[str], width: int) -> Iterator[str]:
    """Yield code with a margin; lines wider than `width`, if it is not 0, go on below, further in."""
    for line in code:
        if not width or len(line) + len(MARGIN) <= width:
            yield f"{MARGIN}{line}".rstrip()
            continue
        indent = line[: len(line) - len(line.lstrip())][: width // 2]
        wrapper = textwrap.TextWrapper(width, MARGIN + indent, f"{MARGIN}{indent}    ", break_on_hyphens=False)
        wrapper.replace_whitespace = False
        yield from wrapper.wrap(line.lstrip())
