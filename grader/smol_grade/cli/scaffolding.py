"""`dev new-exercise` and `dev new-unit`: the first files, and what to do next."""

from __future__ import annotations

from pathlib import Path

from ..locate import checkout, checkout_files
from ..messages import say
from ..records import Language
from ..scaffold import NewExercise, NewUnit, add_exercise, add_unit
from . import output


def new_exercise(asked: NewExercise, language: Language) -> None:
    """Write the files of an exercise; tell which, and what is to be done with them."""
    place = checkout()
    unit, written = add_exercise(place, checkout_files(place.root), asked)
    _tell(written, place.root, language)
    fields = {"target": f"{unit.alias}/{asked.name}", "unit": unit.alias}
    output.note(say(language, "scaffold.next_exercise", **fields))


def new_unit(asked: NewUnit, language: Language) -> None:
    """Write the files of a unit; tell which, and what is to be done next."""
    place = checkout()
    alias, written = add_unit(place, checkout_files(place.root), asked)
    _tell(written, place.root, language)
    output.note(say(language, "scaffold.next_unit", unit=alias))


def _tell(written: list[Path], root: Path, language: Language) -> None:
    names = sorted({f"  {path.relative_to(root).as_posix()}" for path in written})
    output.write(say(language, "scaffold.written", names="\n".join(names)))
