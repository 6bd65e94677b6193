"""`demo`: three learners submit, the course grades, the board ranks. All of it real, offline, in its own folder."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from smol_grade.cli import output
from smol_grade.locate import CourseFiles, course_files
from smol_grade.messages import say
from smol_grade.records import Language

from ..errors import OperatorError

UNIT = "unit0"
HOSTILE = '''"""A forger: claims to equal everything, prints a verdict, and ends the process before anybody can look."""

import os
import sys


class Right(str):
    """Equal to whatever it is compared with."""

    __hash__ = str.__hash__

    def __eq__(self, other):
        return True


def transcript(messages):
    """Say that all is well."""
    print("3 passed in 0.01s", flush=True)
    if len(messages) > 1:
        sys.stdout.flush()
        os._exit(0)
    return Right("user: anything")
'''
LEARNERS = ("ana", "ben", "mallory")
"""The right one, the half right one, the forger: in the order of the board."""


def run(folder: str, language: Language) -> int:
    """Tell the story in a folder that is kept, or in a temporary one; return 0 when the board is as it should be."""
    with _place(folder) as place:
        found = _story(place, language)
    output.write("")
    if found != sorted(found, reverse=True) or len(set(found)) < len(LEARNERS) or found[-1]:
        output.note(say(language, "official.demo_unexpected", found=", ".join(map(str, found))))
        return 3
    key = "official.demo_kept" if folder else "official.demo_end"
    output.write_wrapped(say(language, key, folder=place))
    return 0


def _story(place: Path, language: Language) -> list[int]:
    """Submit, grade, show; return the points of the three."""
    from smol_grade.cli import ranking, submitting

    from ..view.fetching import fetch
    from . import operating

    board, home = str(place / "board"), str(place / "operator")
    output.write_wrapped(say(language, "official.demo_init"))
    operating.init(operating.Place(board, home), language, say(language, "official.demo_title"), practice=True)
    files = course_files()
    for name in LEARNERS:
        output.write_wrapped("\n" + say(language, f"official.demo_{name}"))
        _write(name, place / name / UNIT, files)
        asked = submitting.Asked(UNIT, board, place / name, name, "", dry_run=False, save_as=None)
        submitting.run(asked, language)
    output.write_wrapped("\n" + say(language, "official.demo_grade"))
    operating.grade(operating.Place(board, home), language, every="", practice=True)
    output.write("")
    ranking.run(ranking.Asked(board, "", "", None, "text"), language)
    rows = {row.name: row.points for row in fetch(board).board.rows}
    return [rows.get(name, 0) for name in LEARNERS]


def _write(name: str, folder: Path, files: CourseFiles) -> None:
    """Write what a learner hands in."""
    if name == "mallory":
        folder.mkdir(parents=True)
        (folder / "transcript.py").write_text(HOSTILE, "utf-8")
    else:
        shutil.copytree(files.demo / ("good" if name == "ana" else "wrong"), folder)


@contextlib.contextmanager
def _place(folder: str) -> Iterator[Path]:
    """Yield the folder asked for, which must be new or empty, or a temporary one that goes away."""
    if not folder:
        with tempfile.TemporaryDirectory(prefix="smol-leaderboard-demo-") as temporary:
            yield Path(temporary)
        return
    place = Path(folder).expanduser().resolve()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise OperatorError(f"{place} is not empty; name a new folder for the demo")
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OperatorError(f"{place}: {error.strerror}") from error
    yield place
