"""A grade record as the learner reads it under the pull request: points, titles of failed checks, hints.

Made of the record and of the course's own texts alone, so it can be told again when the first telling was lost. No
input, no expected value, nothing of a learner's.
"""

from __future__ import annotations

from smol_grade.course import ExerciseTexts, Unit, load_texts
from smol_grade.locate import CourseFiles
from smol_grade.messages import LANGUAGES, say
from smol_grade.records import Language, Outcome
from smol_grade.report.markdown_text import escaped

from .. import suites
from ..schema import CheckGrade, ExerciseGrade, GradeRecord

LARGEST = 30_000
"""Characters; the Hub takes more than twice as many."""


def describe(record: GradeRecord, files: CourseFiles, unit: Unit) -> str:
    """Return Markdown in English, then in Spanish. A check that today's suites do not know is called by its name."""
    texts = load_texts(files, unit)
    titles = {exercise.name: suites.titles(files, unit, exercise.name) for exercise in unit.exercises}
    told = "\n\n---\n\n".join(_told(record, unit, texts, titles, language) for language in LANGUAGES)
    return told if len(told) <= LARGEST else told[:LARGEST].rpartition("\n")[0] + "\n\n…"


def _told(
    record: GradeRecord,
    unit: Unit,
    texts: dict[str, ExerciseTexts],
    titles: dict[str, dict[str, str]],
    language: Language,
) -> str:
    title = escaped(unit.title.in_language(language))
    if record.model and not any(one.begun for one in record.graded):  # the final project
        fields = {"unit": unit.alias, "title": title, "attempt": record.attempt}
        return f"### {say(language, 'entry.without_exercises', **fields)}\n\n{say(language, 'entry.received')}"
    lines = [
        "### "
        + say(
            language,
            "official.result",
            points=record.points,
            max_points=record.max_points,
            unit=unit.alias,
            title=title,
            attempt=record.attempt,
        ),
        "",
        f"| {say(language, 'official.exercise')} | {say(language, 'official.points')} |",
        "|---|---:|",
        *(f"| `{exercise.name}` | {exercise.points}/{exercise.max_points} |" for exercise in record.exercises),
        *(
            f"| `{one.name}` ({say(language, 'report.bonus')}) | {one.points}/{one.max_points} |"
            for one in record.extras
        ),
        "",
    ]
    begun = [one for one in record.extras if any(check.outcome is not Outcome.NOT_RUN for check in one.checks)]
    for exercise in (*record.exercises, *begun):
        missed = [check for check in exercise.checks if check.outcome is not Outcome.PASSED]
        if missed:
            own = texts.get(exercise.name)
            lines += [f"**`{exercise.name}`**", ""]
            lines += _missed(exercise, missed, own, titles.get(exercise.name, {}), language)
            lines.append("")
    return "\n".join(lines).strip()


def _missed(
    exercise: ExerciseGrade,
    missed: list[CheckGrade],
    own: ExerciseTexts | None,
    titles: dict[str, str],
    language: Language,
) -> list[str]:
    if len(missed) == len(exercise.checks) and all(check.outcome is Outcome.NOT_RUN for check in missed):
        return [f"* {say(language, 'official.not_begun')}"]
    lines = []
    told: set[str] = set()
    for check in missed:
        title = titles.get(check.name, check.name)
        if language == "es" and own is not None:
            title = own.titles.get(check.name, title)
        lines.append(f"* {say(language, f'official.{check.outcome}', title=escaped(title))}")
        hint = own.mistakes.get(check.hint) if own is not None and check.hint not in told else None
        if hint is not None:
            told.add(check.hint)
            lines.append(f"  * {say(language, 'official.hint', hint=escaped(hint.in_language(language)))}")
    return lines
