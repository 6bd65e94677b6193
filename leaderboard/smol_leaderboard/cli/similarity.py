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
    out: Annotated[Path, typer.Option("--out", help=_("out_help"), metavar="DIR", show_default=False)],
    unit: Annotated[str, typer.Option("--unit", help=_("unit_help"), metavar="UNIT", show_default=False)] = "",
    lang: Lang = "",
) -> None:
    """Find submissions that are alike."""
    language = output.language_of(lang)
    with output.explained(language):
        raise typer.Exit(run(cohort, unit, out, language))


def run(source: Path, unit: str, out: Path, language: Language) -> int:
    """Compare a cohort, write the report and say what is flagged; return the exit code."""
    from smol_grade.course import load_course
    from smol_grade.locate import course_files

    from ..batch.submissions import read_submissions
    from ..errors import ExtraNeeded
    from ..similarity.answers import file_names, selected
    from ..similarity.comparing import compare
    from ..similarity.writing import INDEX, Report, ensure_free

    if importlib.util.find_spec("copydetect") is None:
        raise ExtraNeeded("copydetect", "operator")
    ensure_free(out)
    files = course_files()
    course = load_course(files)
    target = unit or _unit_of(source, course, language)
    asked = selected(course, target)
    cohort = read_submissions(source, file_names(asked), asked[0].unit.alias)
    with changing_line() as show:
        found = compare(cohort, asked, files, lambda done, of: show(_numbered("reading", done, of, language)))
        report = Report(found, asked, files, _named(asked))
        report.write(cohort, out, language, lambda done, of: show(_numbered("writing", done, of, language)))
    output.write_wrapped(summary(found, _named(asked), language))
    output.write_wrapped(say(language, "similarity.report", file=out / INDEX))
    if len(found.submissions) < FEW:
        output.note(say(language, "similarity.few"))
    if found.flagged:
        output.note(say(language, "similarity.look"))
    return 0


def summary(found: Compared, target: str, language: Language) -> str:
    """Return what was found, in a few lines."""
    from smol_grade.report.visible import visible_text

    names = [visible_text(name) for name in found.submissions]
    counts = {"count": len(names), "answers": sum(found.answers.values()), "problems": len(found.not_compared)}
    lines = [say(language, "similarity.summary", target=target, **counts)]
    groups = len(found.groups)
    lines.append(say(language, "similarity.result", pairs=len(found.flagged), groups=groups, count=len(names)))
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


def _unit_of(source: Path, course: Course, language: Language) -> str:
    """Return the alias of the unit that the first submissions have files of. Raises `OperatorError`."""
    from ..batch.submissions import read_submissions
    from ..errors import OperatorError
    from ..similarity.answers import file_names, selected

    units = []
    for unit in course.units:
        if unit.exercises:
            names = file_names(selected(course, unit.alias))
            cohort: list[Submitted] = read_submissions(source, names, unit.alias)
            if any(one.files for one in cohort[:LOOKED_AT]):
                units.append(unit.alias)
    if not units:
        raise OperatorError(say(language, "similarity.no_unit", cohort=source))
    if len(units) > 1:
        raise OperatorError(say(language, "similarity.several", cohort=source, units=", ".join(units), unit=units[0]))
    return units[0]
