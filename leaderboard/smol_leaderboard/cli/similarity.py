"""`smol-leaderboard similarity`: which submissions of a cohort a person should look at together."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smol_grade.cli import output
from smol_grade.cli.progress import changing_line
from smol_grade.messages import say
from smol_grade.records import Language

from .options import LANG, Lang

if TYPE_CHECKING:
    from smol_grade.course import Course

    from ..batch.submissions import Submitted
    from ..similarity.answers import Asked
    from ..similarity.comparing import Compared

SHOWN = 20
"""Pairs that are listed on the terminal."""
FEW = 20
"""Submissions below which a cohort says little about what is common."""
NOTHING_COMPARED = 3
"""Exit code: nobody may take it for "nothing is flagged"."""
LOOKED_AT = 50
"""Submissions whose files tell which unit they belong to."""


def help_text() -> str:
    """Return what `--help` teaches, with the numbers of the rule."""
    from ..similarity.pairs import ALONE, ELSEWHERE, ENOUGH, SHARE

    numbers = {"percent": round(100 * SHARE), "enough": ENOUGH, "elsewhere": ELSEWHERE, "alone": ALONE}
    return say(LANG, "similarity.help", **numbers)


def _(name: str) -> str:
    return say(LANG, f"similarity.{name}")


def similarity_command(
    cohort: Annotated[Path, typer.Argument(help=_("cohort_help"), metavar="COHORT", show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", help=_("out_help"), metavar="DIR", show_default=False)] = None,
    unit: Annotated[str, typer.Option("--unit", help=_("unit_help"), metavar="UNIT", show_default=False)] = "",
    lang: Lang = "",
) -> None:
    """Find submissions that are alike."""
    language = output.language_of(lang)
    with output.explained(language):
        raise typer.Exit(run(cohort, unit, out, language))


def run(source: Path, unit: str, out: Path | None, language: Language) -> int:
    """Compare a cohort, write the report and say what is flagged; return the exit code. Without `out` it has a name."""
    from smol_grade.course import load_course
    from smol_grade.locate import course_files

    from ..batch.submissions import read_submissions
    from ..errors import ExtraNeeded, OperatorError
    from ..similarity.answers import file_names, selected
    from ..similarity.comparing import compare
    from ..similarity.writing import INDEX, Report, ensure_free
    from .batching import ensure_apart

    if importlib.util.find_spec("copydetect") is None:
        raise ExtraNeeded("copydetect", "operator")
    if out is not None:
        ensure_free(out)
    files = course_files()
    course = load_course(files)
    target = unit or _unit_of(source, course, language)
    asked = selected(course, target)
    out = out if out is not None else _default(source, _named(asked))
    ensure_free(out)
    ensure_apart(source, out)
    cohort = read_submissions(source, file_names(asked), asked[0].unit.alias)
    with changing_line() as show:
        found = compare(cohort, asked, files, lambda done, of: show(_numbered("reading", done, of, language)))
        if not found.is_answered:
            raise OperatorError(_no_answers(source, target, course, language))
        report = Report(found, asked, files, _named(asked))
        report.write(cohort, out, language, lambda done, of: show(_numbered("writing", done, of, language)))
    output.write_wrapped(summary(found, _named(asked), language))
    output.write_wrapped(say(language, "similarity.report", file=out / INDEX))
    if not found.is_compared:
        output.note(say(language, "similarity.nothing_compared_why"))
        return NOTHING_COMPARED
    if found.people < FEW:
        output.note(say(language, "similarity.few"))
    if found.flagged:
        output.note(say(language, "similarity.look"))
    return 0


def _default(source: Path, target: str) -> Path:
    """Return the folder that a report gets where nobody names one: beside that of the cohort's batch."""
    return Path(f"{source.resolve().name.partition('.')[0]}-{target.replace('/', '-')}-alike")


def summary(found: Compared, target: str, language: Language) -> str:
    """Return what was found, in a few lines."""
    from smol_grade.report.visible import visible_text

    from ..similarity.pages import result

    names = [visible_text(name) for name in found.submissions]
    counts = {
        "count": len(names),
        "answers": sum(found.answers.values()),
        "idle": sum(found.not_begun.values()),
        "problems": len(found.not_compared),
    }
    lines = [say(language, "similarity.summary", target=target, **counts), result(found, language)]
    for pair in found.flagged[:SHOWN]:
        numbers = {"percent": f"{pair.share:.0%}".replace("%", " %"), "shared": pair.shared}
        told = say(language, "similarity.line", exercises=pair.exercises, **numbers)
        lines.append(f"  {names[pair.left]}  {names[pair.right]}  {told}")
    if len(found.flagged) > SHOWN:
        lines.append("  " + say(language, "similarity.more", count=len(found.flagged) - SHOWN, file="pairs.json"))
    return "\n".join(lines)


def _named(asked: tuple[Asked, ...]) -> str:
    return asked[0].name if len(asked) == 1 else asked[0].unit.alias


def _numbered(key: str, number: int, total: int, language: Language) -> str:
    return say(language, f"similarity.{key}", number=number, total=total)


def _no_answers(source: Path, target: str, course: Course, language: Language) -> str:
    """Return that no submission has a file of what was asked for, and of which unit there are files."""
    units = ", ".join(_units_of(source, course))
    key = "similarity.other_unit" if units else "similarity.no_answers_of"
    return say(language, key, cohort=source, target=target, units=units)


def _unit_of(source: Path, course: Course, language: Language) -> str:
    """Return the alias of the unit that the files are of. Raises `OperatorError` where they are of none, or several."""
    from ..errors import OperatorError

    units = _units_of(source, course)
    if not units:
        raise OperatorError(say(language, "similarity.no_unit", cohort=source))
    if len(units) > 1:
        raise OperatorError(say(language, "similarity.several", cohort=source, units=", ".join(units), unit=units[0]))
    return units[0]


def _units_of(source: Path, course: Course) -> list[str]:
    """Return the aliases of the units that the first submissions' files say.

    One file that is taken for exercises of several units, such as a notebook with a name of its own, says nothing.
    """
    from ..batch.submissions import read_submissions
    from ..similarity.answers import file_names, selected

    aliases = [unit.alias for unit in course.units if unit.exercises]
    unit_of = {name: alias for alias in aliases for name in file_names(selected(course, alias))}
    said = set()
    for alias in aliases:
        cohort: list[Submitted] = read_submissions(source, frozenset(unit_of), alias)
        for held in (one.files for one in cohort[:LOOKED_AT]):
            units = {unit_of[name] for name in held}
            if len(units) == 1 or len(set(held.values())) > 1:
                said |= units
    return [alias for alias in aliases if alias in said]
