"""Submissions: what became of everything that was submitted from a workspace, for people and for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..course import load_course
from ..errors import NoWorkspace
from ..locate import course_files
from ..messages import say
from ..progress import FOLDER
from ..records import Language
from ..workspace import find_folder
from . import output
from .progress import changing_line

if TYPE_CHECKING:
    from smol_leaderboard.outgoing import Memory, Submission


def submissions(memory: Memory, board: str, language: Language) -> list[Submission]:
    """Ask the boards that something was sent to; return what was submitted from a workspace, newest first.

    Where nothing was sent no board is asked.
    """
    from smol_leaderboard.submitting import place_of

    known = memory.submissions()
    if board:
        known = [one for one in known if one.board == place_of(board)]
    shown: list[Submission] = []
    for where in sorted({one.board for one in known}):
        shown += _of_board(where, [one for one in known if one.board == where], memory, language)
    return sorted(shown, key=lambda one: one.id, reverse=True)


def workspace_around(folder: Path) -> Path:
    """Return the workspace in or around a folder, the folder itself where there is none."""
    return workspace_in(folder) or folder


def workspace_in(folder: Path) -> Path | None:
    """Return the workspace in or around a folder: where `.smol-grade` is, else where the units are; None without."""
    for place in (folder, folder.parent, folder / "exercises"):
        if (place / FOLDER).is_dir():
            return place
    for unit in load_course(course_files()).units:
        try:
            return find_folder(unit, folder).parent
        except NoWorkspace:
            continue
    return None


def _of_board(where: str, submissions: list[Submission], memory: Memory, language: Language) -> list[Submission]:
    """Return a board's submissions as they stand; as they last were known when it cannot be asked."""
    from smol_leaderboard import fates
    from smol_leaderboard.errors import StoreError

    sent = [one for one in submissions if one.state != "saved"]
    if not sent:
        return submissions
    try:
        with changing_line() as show:
            show(say(language, "submit.asking"))
            asked = fates.ask(
                where, sent, memory, lambda done, count: show(say(language, "status.search", done=done, count=count))
            )
    except StoreError as error:
        why = say(language, error.key, **error.fields)
        output.note(output.harmless(say(language, "status.offline", board=where, why=why)))
        return submissions
    return [one for one in submissions if one.state == "saved"] + asked


def as_text(one: Submission, language: Language) -> str:
    """Return a submission as people read it. Notes are texts of others."""
    fate = one.fate
    lines = [say(language, "status.line", unit=one.name, at=_readable(one.at), state=_state(one, language))]
    if fate.state == "failed":
        lines.append("  " + _reason(fate.reason, language))
    if fate.late:
        lines.append("  " + say(language, f"status.{fate.late}"))
    if fate.record and not one.is_quiz and not one.is_project:  # else there is nothing to grade again
        lines.append("  " + say(language, "status.record", record=fate.record[:12]))
    lines += _of_project(one, language)
    if fate.note:
        lines.append("  " + say(language, "status.note", note=fate.note))
    if one.link:
        lines.append(f"  {one.link}")
    elif one.state == "saved":
        lines.append("  " + say(language, "status.send", file=f"{FOLDER}/submissions/{one.id}.json"))
    if fate.as_of:
        lines.append("  " + say(language, "status.as_of", at=_readable(fate.as_of)))
    return "\n".join(lines)


def _state(one: Submission, language: Language) -> str:
    """Return how far a submission is."""
    fate = one.fate
    if one.is_project and fate.state == "graded":
        return say(language, "entry.taken")
    unsure = fate.state == "unknown" and one.state == "sending"
    key = "saved" if one.state == "saved" else "unsure" if unsure else fate.state
    return say(language, f"status.{key}", points=fate.points, max_points=fate.max_points)


def _of_project(one: Submission, language: Language) -> list[str]:
    """Return what the course says of a model that was handed in as the final project."""
    from smol_leaderboard.view.project_texts import project_texts

    project = load_course(course_files()).project
    fate = one.fate
    if project is None or one.unit_alias != project.unit or not one.model or fate.state != "graded":
        return []
    shown = "" if one.is_project else say(language, "entry.not_shown", project=project.slug, model=one.model)
    if not fate.measured:
        return [f"  {text}" for text in (say(language, "official_project.absent", model=one.model), shown) if text]
    texts = project_texts(fate.project, counts=fate.counts, model=one.model, unit=project.unit, language=language)
    texts = [*(texts or [say(language, "official_project.unseen")]), *([shown] if shown else [])]
    return ["  " + say(language, "official_project.title"), *(f"    {text}" for text in texts)]


def _reason(reason: str, language: Language) -> str:
    """Return why a request was not graded, in words where there are some."""
    from ..messages import catalogue

    text = catalogue(language).get(f"refused.{reason}", "")
    return text if text and "{" not in text else say(language, "status.reason", reason=reason[:60])


def as_json(one: Submission) -> dict[str, object]:
    """Return a submission as programs read it."""
    fate = one.fate
    return {
        "id": one.id,
        "board": one.board,
        "user": one.user,
        "unit": one.unit,
        "submitted_at": one.at,
        "state": fate.state if one.state == "sent" else one.state,
        "points": fate.points if fate.state == "graded" and not one.is_project else None,
        "max_points": fate.max_points if fate.state == "graded" and not one.is_project else None,
        "record": fate.record,
        "reason": fate.reason,
        "late": fate.late,
        "model": one.model,
        "measured": fate.measured,
        "project": list(fate.project) if isinstance(fate.project, tuple) else None,
        "entry": msgspec.to_builtins(one.entry) if one.is_project else None,
        "note": fate.note,
        "link": one.link,
        "as_of": fate.as_of,
    }


def _readable(moment: str) -> str:
    return moment.replace("T", " ").removesuffix("Z")
