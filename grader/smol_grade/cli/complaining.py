"""`report EXERCISE`: what a learner needs who thinks that the grader is wrong, in one file, and where to send it.

Nothing is sent from here. What looks like a secret, and the way to the home folder, is not in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..course import Exercise, Unit, load_course
from ..errors import OutputNotWritable, UsageError
from ..locate import CHECKOUT, CourseFiles, course_files, in_checkout
from ..messages import say
from ..records import CheckResult, Evidence, Language, Report, Sentence, Step
from . import output
from .grading import drawn_seed
from .learning import ExerciseNeeded
from .progress import progress

if TYPE_CHECKING:
    from ..workspace import Found

LONGEST_LINK = 2000
"""Characters of an address that browsers and GitHub take for certain."""
LONG = 8
"""Characters of a secret from which on it is taken out wherever it stands; a shorter one, where it is quoted."""
HOMES = re.compile(r"(?:/home|/Users|(?<![\w/])[A-Za-z]:(?:\\+|/)Users)(?:\\+|/)[^/\\\s'\"`:;,()\[\]<>]+")
"""Anybody's, on any system: a report may quote a path of another machine."""


class SavedMeanwhile(UsageError):
    """The file is no longer what was graded."""

    key = "complaint.saved_meanwhile"

    def __init__(self, file: str) -> None:
        super().__init__(file=file)


def run(target: str, path: Path | None, seed: int | None, language: Language, save_as: Path | None) -> int:
    """Grade an exercise, write the complaint and say where it goes; return the exit code."""
    drawn = drawn_seed(seed)
    files = course_files()
    unit, exercises = load_course(files).find(target)
    if len(exercises) != 1:
        raise ExerciseNeeded([exercise.name for exercise in exercises])
    [exercise] = exercises
    wanted = save_as if save_as is not None else Path(f"report-{exercise.name}-{drawn}.md")
    output.check_target(wanted if wanted.is_dir() else free_name(wanted), [])
    output.note(say(language, "complaint.grading", exercise=exercise.name, seed=drawn))
    report, source = _graded(unit, exercise, path, drawn, language)

    from ..report import render_complaint

    suite = _suite(files, unit)
    clean = cleaner(source, report)
    text = render_complaint(cleaned(report, clean), clean(source), language, suite=suite)
    file = _save(text, wanted)
    output.write(output.harmless(str(file)))
    link = issue_link(report, suite)
    if link:
        output.write(link)
    if report.exercises[0].status == "done":
        output.note(say(language, "complaint.full_marks"))
    key = "complaint.next" if link else "complaint.next_no_link"
    output.note(say(language, key, expected=say(language, "complaint.expected")))
    return 0


def _graded(unit: Unit, exercise: Exercise, path: Path | None, seed: int, language: Language) -> tuple[Report, str]:
    """Return the report and the code that it is about; raise `SavedMeanwhile` when that is not there any more."""
    from ..workspace import find_files

    found = find_files(unit, (exercise,), path)[exercise.name]
    with progress(language) as on_check:
        from ..grade import grade

        def begin(step: Step) -> None:
            output.stop_if_told()
            on_check(step)

        report = grade(f"{unit.alias}/{exercise.name}", path, seed=seed, on_check=begin)
        output.stop_if_told()
    return report, _source(found, exercise, report)


def _source(found: Found, exercise: Exercise, report: Report) -> str:
    """Return the code of the file that was graded, empty where it could not be read."""
    from ..workspace import Problem, read_submission

    read = read_submission(found, exercise.data)
    if isinstance(read, Problem):
        return ""
    graded = report.exercises[0].files
    if graded and graded != read.files:
        raise SavedMeanwhile(found.shown)
    return read.source


def cleaner(source: str, report: Report) -> Callable[[str], str]:
    """Return what takes the secrets of the code and of its report out of any text, and the way to the home folder.

    A secret gives way to as many stars, so that code stays code and columns stay where they were.
    """
    from smol_leaderboard.secret_scan import secret_values

    told: list[str] = []

    def tell(text: str) -> str:
        told.append(text)
        return text

    cleaned(report, tell)
    secrets = sorted(secret_values("\n".join([source, *told])), key=len, reverse=True)
    patterns = [re.escape(one) if len(one) >= LONG else rf"(?<=['\"]){re.escape(one)}(?=['\"])" for one in secrets]
    secret = re.compile("|".join(patterns) or r"(?!)")
    home = str(Path.home())
    own_home = re.compile(re.escape(home) + r"(?![\w.-])" if len(home) > 1 else r"(?!)")

    def clean(text: str) -> str:
        return HOMES.sub("~", own_home.sub("~", secret.sub(lambda found: "*" * len(found[0]), text)))

    return clean


def cleaned(report: Report, clean: Callable[[str], str]) -> Report:
    """Return a report in which every text that a learner's file has a say in is cleaned."""
    from msgspec.structs import replace

    def sentence(said: Sentence | None) -> Sentence | None:
        if said is None:
            return None
        return replace(said, fields={k: clean(v) if isinstance(v, str) else v for k, v in said.fields.items()})

    def evidence(seen: Evidence | None) -> Evidence | None:
        if seen is None:
            return None
        texts = {name: clean(getattr(seen, name)) for name in ("call", "expected", "got", "source", "printed")}
        moved = any(len(texts[name]) != len(getattr(seen, name)) for name in ("expected", "got"))
        return replace(seen, difference=None if moved else seen.difference, **texts)

    def result(check: CheckResult) -> CheckResult:
        return replace(check, message=sentence(check.message), evidence=evidence(check.evidence))

    exercises = [
        replace(
            exercise,
            file=clean(exercise.file),
            checks=tuple(map(result, exercise.checks)),
            problem=result(exercise.problem) if exercise.problem is not None else None,
        )
        for exercise in report.exercises
    ]
    return replace(report, exercises=tuple(exercises))


def _suite(files: CourseFiles, unit: Unit) -> str:
    """Return the version of the unit's suites."""
    from smol_leaderboard.suites import suite_version

    return suite_version(files, unit)


def free_name(path: Path) -> Path:
    """Return the path, or the first of `NAME-2`, `NAME-3` … beside it where there is nothing yet."""
    import itertools
    import os

    names = itertools.chain([path], (path.with_stem(f"{path.stem}-{number}") for number in itertools.count(2)))
    return next(name for name in names if not os.path.lexists(name))


def _save(text: str, wanted: Path) -> Path:
    """Write the complaint under a name that no file has, and return it; what is half written does not stay."""
    while True:
        file = free_name(wanted)
        try:
            with file.open("x", encoding="utf-8", newline="\n") as opened:
                try:
                    opened.write(text)
                except BaseException:
                    file.unlink()
                    raise
        except FileExistsError:
            continue
        except OSError as error:
            raise OutputNotWritable(file, error.strerror or str(error)) from error
        return file


def issue_link(report: Report, suite: str) -> str:
    """Return the address of the form for a wrong verdict, filled in but for the code; empty where none is known.

    Its parameters are the ids of the form's fields.
    """
    address = repository()
    if not address:
        return ""
    from ..report.as_complaint import facts_of

    [exercise] = report.exercises
    name = f"{report.unit_alias}/{exercise.name}"
    facts = facts_of(report, "en", suite)[1:]
    fields = {"template": "wrong-verdict.yml", "title": f"{name}: wrong verdict", "exercise": name}
    fields |= {"seed": str(report.seed), "versions": ""}
    while True:
        link = f"{address}/issues/new?{urlencode(fields | {'versions': '; '.join(facts)})}"
        if len(link) < LONGEST_LINK or not facts:
            return link
        facts.pop()


def repository() -> str:
    """Return the address of the project's repository, as its metadata or this checkout's pyproject.toml name it."""
    if in_checkout():
        import tomllib

        urls = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"].get("urls", {})
        return str(urls.get("Repository", "")).rstrip("/")
    from importlib import metadata

    try:
        named: list[str] = metadata.metadata("smol-grade").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    prefix = "Repository, "
    return next((url.removeprefix(prefix).rstrip("/") for url in named if url.startswith(prefix)), "")
