"""What the course team should know of a cohort before it is graded: what is passed over, and what may be a mistake."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..errors import OperatorError
from .contents import PassedOver
from .submissions import Submitted, entries_of


class Noticed(NamedTuple):
    """What there is to say about a cohort."""

    passed_over: tuple[PassedOver, ...] = ()
    """In the folder of the submissions, by name; hidden files and what macOS packs along are not told."""
    twins: tuple[str, ...] = ()
    """Submissions whose files have the name of another one: one learner's, maybe."""
    one_learners: bool = False
    """Whether the folder seems to be that of a learner, not of a cohort: all in it is named as the course's own."""


def notice(source: Path, submissions: list[Submitted], units: frozenset[str]) -> Noticed:
    """Look at a folder of submissions; of a JSONL file there is nothing to say. `units` are the aliases of all units.

    Raises `OperatorError` where it cannot be read.
    """
    if not source.is_dir():
        return Noticed()
    try:
        passed = sorted(PassedOver(path.name, reason) for path, reason in entries_of(source) if reason)
    except OSError as error:
        raise OperatorError(f"{error.filename or source}: {error.strerror}") from error
    files = {one.id: one.place.stem for one in submissions if one.id == one.place.name and not one.place.is_dir()}
    twins = tuple(one.id for one in submissions if one.id in files or one.place.name in files.values())
    wanted = submissions[0].wanted
    exercises = wanted.others | {Path(name).stem for name in wanted.names}
    known = exercises | units | {"exercises"}
    return Noticed(tuple(passed), twins, all(one.place.stem in known for one in submissions))
