"""`reset EXERCISE`: the file as it was handed out; what was in it is kept."""

from __future__ import annotations

import datetime
import os
import shutil
import stat
from pathlib import Path

from ..course import load_course
from ..errors import OutputNotWritable, PathNotFound, UsageError
from ..files import write_atomically
from ..locate import course_files
from ..messages import say
from ..progress import make_folder
from ..records import Language
from ..workspace import code_file, find_folder, shown
from . import output
from .learning import ExerciseNeeded

BACKUPS = "backups"


class NotAFile(UsageError):
    """In the exercise's place is a folder, a link, or something else that is not the learner's own text."""

    key = "reset.not_a_file"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)


def run(target: str, folder: Path | None, language: Language) -> int:
    """Put an exercise's stub back and say where the old file is; return the exit code."""
    output.write_wrapped(reset(target, folder, language))
    return 0


def reset(target: str, folder: Path | None, language: Language) -> str:
    """Put an exercise's stub back; return what was done.

    The backup is there before anything is replaced. Raises `ExerciseNeeded`, `NoWorkspace`, `NotAFile`,
    `OutputNotWritable`.
    """
    files = course_files()
    unit, exercises = load_course(files).find(target)
    if len(exercises) != 1:
        raise ExerciseNeeded([exercise.name for exercise in exercises])
    name = exercises[0].name
    if folder is not None and not folder.exists():
        raise PathNotFound(folder)
    place = find_folder(unit, folder.resolve() if folder is not None else Path.cwd())
    mine, fresh = code_file(place, exercises[0]), place / f"{name}.py"
    stub = (files.exercises / unit.alias / f"{name}.py").read_text("utf-8")
    there = os.path.lexists(mine)
    if there and not stat.S_ISREG(mine.lstat().st_mode):
        raise NotAFile(mine)
    lines = [say(language, "reset.done", file=shown(fresh))]
    try:
        if there and mine == fresh and mine.read_bytes() == stub.encode():
            return output.harmless(say(language, "reset.same", file=shown(mine)))
        if there:
            backup = _kept(mine, place.parent, unit.alias)
            lines.append(say(language, "reset.kept", backup=shown(backup)))
        write_atomically(fresh, stub)
        if there and mine != fresh:
            mine.unlink()
    except OSError as error:
        raise OutputNotWritable(fresh, error.strerror or str(error)) from error
    if exercises[0].data:
        lines.append(say(language, "reset.data", files=", ".join(exercises[0].data)))
    return output.harmless("\n".join(lines))


def _kept(file: Path, workspace: Path, unit: str) -> Path:
    """Copy a file beside the progress, under a name that no other has."""
    folder = make_folder(workspace) / BACKUPS / unit
    folder.mkdir(parents=True, exist_ok=True)
    at = datetime.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    for number in range(1, 1000):
        again = f"-{number}" if number > 1 else ""
        backup = folder / f"{file.stem}-{at}{again}{file.suffix}"
        try:
            with backup.open("xb") as copy, file.open("rb") as original:
                shutil.copyfileobj(original, copy)
                copy.flush()
                os.fsync(copy.fileno())
        except FileExistsError:
            continue
        return backup
    raise OSError(f"no free name in {folder}")
