"""`smol-grade status`: where am I? What is done, what is due, what became of submissions, how far the certificates are.

All of it is known here; only a board that something was sent to is asked what became of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..course import Course, load_course
from ..errors import UsageError
from ..locate import course_files
from ..messages import say
from ..records import Language
from . import deadlines, distance, output, practised, standing
from .dates import Clock, clock

if TYPE_CHECKING:
    from smol_leaderboard.outgoing import Submission

SCHEMA_VERSION = 1


class NoWorkspaceHere(UsageError):
    """No exercises in or around this folder, and nothing was submitted from it."""

    key = "standing.no_workspace"
    hint = "standing.no_workspace.hint"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder=folder)


class Whereabouts(NamedTuple):
    """All that is known of a workspace."""

    course: Course
    workspace: Path
    clock: Clock
    done: practised.Practised
    dates: deadlines.Deadlines
    submissions: list[Submission]
    """Newest first, as they stand."""
    certificates: distance.Distance


def run(board: str, form: str, language: Language) -> int:
    """Show where the learner stands; return the exit code. Raises `NoWorkspaceHere`."""
    found = look(board, language)
    if form == "json":
        output.write(json.dumps(as_json(found), indent=1))
    else:
        output.write_wrapped(output.harmless(as_text(found, board, language)))
    return 0


def look(board: str, language: Language) -> Whereabouts:
    """Gather what is known here; raise `NoWorkspaceHere`."""
    from smol_leaderboard.outgoing import Memory

    workspace = standing.workspace_in(Path.cwd())
    if workspace is None:
        raise NoWorkspaceHere(Path.cwd())
    course, memory = load_course(course_files()), Memory(workspace)
    sent = standing.submissions(memory, board, language)
    done, here = practised.practised(course, workspace), clock()
    certificates = distance.distance(course, memory, sent, board, done.full)
    dates = deadlines.deadlines(course, certificates.handed_in, here)
    return Whereabouts(course, workspace, here, done, dates, sent, certificates)


def as_text(found: Whereabouts, board: str, language: Language) -> str:
    """Return the whole screen."""
    blocks = [
        practised.as_text(found.done, found.workspace, language),
        deadlines.as_text(found.course, found.dates, found.clock, language),
        _submissions(found, board, language),
        distance.as_text(found.certificates, language),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _submissions(found: Whereabouts, board: str, language: Language) -> list[str]:
    if not found.submissions:
        key = "standing.none_to_board" if board else "status.none"
        return [say(language, key, folder=found.workspace, board=board)]
    texts = "\n\n".join(standing.as_text(one, language) for one in found.submissions)
    return [say(language, "standing.submissions"), *(f"  {line}" if line else "" for line in texts.split("\n"))]


def as_json(found: Whereabouts) -> dict[str, object]:
    """Return the same for programs."""
    complete = {one.unit.slug: one.done == one.exercises for one in found.done.units}
    return {
        "schema_version": SCHEMA_VERSION,
        "workspace": str(found.workspace),
        "practice": practised.as_json(found.done),
        "deadlines": deadlines.as_json(found.course, found.dates, found.clock, complete),
        "submissions": [standing.as_json(one) for one in found.submissions],
        "certificates": distance.as_json(found.certificates),
    }
