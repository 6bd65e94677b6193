"""`demo`: the grader at work on canned submissions, in a temporary folder. Nothing shown is prepared beforehand."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from .. import scoring
from ..grade import Engine, grade
from ..messages import say
from ..records import Language
from ..report import Screen, render_terminal
from . import output

UNIT = "unit0"


def run(language: Language) -> int:
    """Grade the stub, a typical wrong answer and a right one; return 0 when each ends as it should."""
    with Engine() as engine, tempfile.TemporaryDirectory(prefix="smol-grade-demo-") as folder:
        _, exercises = engine.course.find(UNIT)
        output.write_wrapped(say(language, "cli.demo_intro", name=exercises[0].name))
        out = sys.stdout
        screen = Screen(output.width_of(out), output.wants_color(out), output.speaks_unicode(out))
        shown = (
            ("demo_stub", engine.files.exercises / UNIT, 1),
            ("demo_wrong", engine.files.demo / "wrong", 1),
            ("demo_good", engine.files.demo / "good", 0),
        )
        for key, source, expected in shown:
            place = Path(folder) / key
            shutil.copytree(source, place)
            report = grade(UNIT, place, engine=engine)
            output.write_wrapped(f"\n{say(language, f'cli.{key}')}\n")
            output.write(render_terminal(report, language, screen, closing=False))
            if scoring.exit_code(report) != expected:
                output.note(say(language, "cli.demo_unexpected", found=f"{key}: {report.points}/{report.max_points}"))
                return 3
        output.write("\n" + say(language, "cli.demo_end"))
    return 0
