"""`dev accept FILE`: the code of a learner's complaint becomes an accepted answer, and three seeds say what it gets."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import OutputNotWritable, UsageError
from ..intake import read_named
from ..locate import checkout, checkout_files
from ..messages import say
from ..records import Language
from . import output

SEEDS = (1, 2, 3)
HEADER = "# source: learners\n"
LONGEST = 1024 * 1024
"""Characters of a complaint: the code of the longest file, and its report."""
TIER = 1
"""What strangers' code demands of the machine."""


class NoComplaint(UsageError):
    """The file is none that `report` has written."""

    key = "accept.no_complaint"

    def __init__(self, file: Path) -> None:
        super().__init__(file=file)


class NameTaken(UsageError):
    """An accepted answer must have a name of its own, one that a module can have."""

    key = "accept.name"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


def run(file: Path, name: str, language: Language) -> int:
    """Put the code among the accepted answers and grade it; return 0 when it gets full marks each time."""
    from ..grade import Engine, ensure_tier, grade
    from ..report import read_complaint

    files = checkout_files(checkout().root)
    try:
        complaint = read_complaint(read_named(file, LONGEST).decode("utf-8", "replace"))
    except OSError as error:
        raise NoComplaint(file) from error
    if complaint is None:
        raise NoComplaint(file)
    with Engine(files) as engine:
        unit, [exercise] = engine.course.find(f"{complaint.unit}/{complaint.exercise}")
        answer = files.suites / unit.alias / "accepted" / exercise.name / f"{name}.py"
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name) or answer.exists():
            raise NameTaken(name)
        engine.sandbox(unit.preload(exercise))  # measuring needs one
        ensure_tier(engine.measured, TIER)
        try:
            answer.parent.mkdir(parents=True, exist_ok=True)
            with answer.open("x", encoding="utf-8", newline="\n") as opened:
                opened.write(HEADER + complaint.source)
        except OSError as error:
            raise OutputNotWritable(answer, error.strerror or str(error)) from error
        reports = [grade(exercise.name, answer, engine=engine, seed=seed) for seed in SEEDS]
    output.write(str(answer.relative_to(checkout().root)))
    for report in reports:
        output.write(
            say(language, "accept.graded", seed=report.seed, points=report.points, max_points=report.max_points)
        )
    right = all(report.exercises[0].status == "done" for report in reports)
    output.note(say(language, "accept.right" if right else "accept.wrong", unit=unit.alias))
    return 0 if right else 1
