"""`dev mutate`: a row for each exercise as soon as it is known, then the survivors that nobody has explained."""

from __future__ import annotations

import importlib.util
import json

from ..devcheck.mutate import Explained, Mutant, Mutating, Row
from ..errors import UsageError
from ..grade import Engine
from ..locate import checkout, checkout_files
from ..messages import say
from ..records import Language
from . import output
from .progress import changing_line

COLUMNS = ("exercise", "mutants", "killed", "explained", "unexplained")


class NoMutator(UsageError):
    """Cosmic-ray, which makes the changes, is not installed."""

    key = "mutate.not_installed"
    hint = "mutate.not_installed.hint"


def run(language: Language, target: str) -> int:
    """Make and grade the mutants; return 0 when every survivor is explained and every explanation has its survivor."""
    place = checkout()
    if importlib.util.find_spec("cosmic_ray") is None:
        raise NoMutator()
    files = checkout_files(place.root)
    rows: list[Row] = []
    with Engine(files) as engine, changing_line() as show:

        def working_on(name: str) -> None:
            output.stop_if_told()
            show(say(language, "cli.working_on", name=name))

        mutating = Mutating(place, files, engine, target, working_on)
        titles = [say(language, f"mutate.{column}") for column in COLUMNS]
        widths = [max(len(titles[0]), *(len(exercise.name) for exercise in mutating.exercises)), *map(len, titles[1:])]
        output.write(_line(titles, widths))
        for row in mutating.run():
            rows.append(row)
            explained = len(row.survivors) - len(row.unexplained)
            counts = (row.mutants, row.killed, explained, len(row.unexplained))
            output.write(_line([row.exercise.name, *map(str, counts)], widths))
    sums = [sum(numbers) for numbers in zip(*((r.mutants, r.killed) for r in rows), strict=True)]
    unexplained = sum(len(row.unexplained) for row in rows)
    explained = sum(len(row.survivors) for row in rows) - unexplained
    if len(rows) > 1:
        output.write(_line([say(language, "mutate.all"), *map(str, (*sums, explained, unexplained))], widths))
    output.write("")
    for row in rows:
        for mutant in row.unexplained:
            output.write(f"{row.path.relative_to(place.root)}:{mutant.number}\n  - {mutant.line}\n  + {mutant.becomes}")
    if unexplained:
        output.write("\n" + say(language, "mutate.explain") + "\n")
        output.write("\n".join(entry(mutant) for row in rows for mutant in row.unexplained))
    for one in mutating.stale:
        output.write(say(language, "mutate.stale", exercise=one.exercise, line=one.line, becomes=one.becomes))
    failing = [row.failing for row in rows if row.failing]
    for check in failing:
        output.write(say(language, "mutate.failing", check=check))
    problems = unexplained + len(mutating.stale) + len(failing)
    output.write(say(language, "mutate.found" if problems else "mutate.all_good", count=problems))
    return 1 if problems else 0


def entry(mutant: Mutant | Explained) -> str:
    """Return what stands in `survivors.toml` for a survivor, its reason left empty."""
    line, becomes = (json.dumps(text, ensure_ascii=False) for text in (mutant.line, mutant.becomes))
    return f'[[survivors]]\nexercise = "{mutant.exercise}"\nline = {line}\nbecomes = {becomes}\nreason = ""\n'


def _line(cells: list[str], widths: list[int]) -> str:
    first, *numbers = cells
    return "  ".join([f"{first:{widths[0]}}", *(f"{n:>{width}}" for n, width in zip(numbers, widths[1:], strict=True))])
