"""`demo`: the grader at work on canned submissions, in a temporary folder. Nothing shown is prepared beforehand."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from .. import scoring
from ..grade import Engine, grade
from ..messages import say
from ..records import Language
from . import output
from .grading import render

UNIT = "unit0"


def run(language: Language, form: str = "text") -> int:
    """Grade the stub, a typical wrong answer and a right one; return 0 when each ends as it should."""
    with Engine() as engine, tempfile.TemporaryDirectory(prefix="smol-grade-demo-") as folder:
        _, exercises = engine.course.find(UNIT)
        output.write(say(language, "cli.demo_intro", name=exercises[0].name) + "\n")
        shown = (
            ("demo_stub", engine.files.exercises / UNIT, 1),
            ("demo_wrong", engine.files.demo / "wrong", 1),
            ("demo_good", engine.files.demo / "good", 0),
        )
        for key, source, expected in shown:
            place = Path(folder) / key
            shutil.copytree(source, place)
            report = grade(UNIT, place, engine=engine)
            output.write(say(language, f"cli.{key}") + "\n")
            output.write(render(report, language, form) + "\n")
            if scoring.exit_code(report) != expected:
                output.note(say(language, "cli.demo_unexpected", found=f"{key}: {report.points}/{report.max_points}"))
                return 3
        output.write(say(language, "cli.demo_end"))
    return 0
