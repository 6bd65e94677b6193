"""`submit project`: the final project's model with what everybody may read about it. No exercises go with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__, intake
from ..course import Course, Project, Unit
from ..messages import LANGUAGES, say
from ..records import Language
from . import model_nonce, output, sending, shown_name, submit_errors
from .standing import workspace_around
from .submitting import (
    Asked,
    addressed,
    ask_who_and_what,
    dry_run_ends,
    ensure_hub_id,
    ensure_taken,
    hand_in_model,
    is_declined,
    of_model,
    prepared,
)

if TYPE_CHECKING:
    from smol_leaderboard.schema import ProjectEntry
    from smol_leaderboard.store import Author

LARGEST = 100_000
"""Bytes of a summary's file: many times of what a summary may have."""
STANDARD_INPUT = "-"


def submit_project(asked: Asked, where: str, course: Course, language: Language) -> int:
    """Say what everybody will see, then send or save it; return the exit code.

    Raises `UsageError` for what makes no sense in the command line, `EntryUnfit`, and `SecretInFile` where the summary
    or the link holds what looks like one.
    """
    from smol_leaderboard.outgoing import Memory

    project = course.project
    assert project is not None
    _ensure_sense(asked, project)
    entry = _entry(asked, language)
    name = shown_name.chosen(asked.name)
    unit, _ = course.find(project.unit)
    title = f"{project.slug}: {project.title.in_language(language)}"
    output.note(output.harmless(say(language, "submit.begin", version=__version__, title=title)))
    memory = Memory(workspace_around(Path.cwd()))
    board, me, problem = ask_who_and_what(where, memory, course, asked.user, language)
    tell_entry(asked.model, entry, unit, me, where, language)
    shown_name.tell(name, language)
    if board.settings is not None:
        ensure_taken(board, memory, me, unit, language)
    output.note(output.harmless(say(language, "entry.check_first", project=project.slug, model=asked.model)))
    if asked.dry_run:
        return dry_run_ends(asked, memory, language)
    if is_declined(asked, board, me, problem, language):
        return sending.DECLINED
    nonce = model_nonce.issue(asked.model, memory.nonce_of(asked.model), language)
    submission = prepared((), board, me, unit, asked.model, nonce, name, entry)
    return hand_in_model(submission, problem, asked, memory, language)


def _ensure_sense(asked: Asked, project: Project) -> None:
    """Raise for options that are missing or go with something else, all of them at once."""
    given = {"--path": asked.path is not None, "--quiz": asked.quiz}
    if wrong := [option for option, there in given.items() if there]:
        raise submit_errors.NotWithProject(wrong)
    needed = {"--model": asked.model, "--summary": asked.summary}
    if missing := [option for option, value in needed.items() if not value]:
        raise submit_errors.ProjectNeeds(project.slug, missing)
    ensure_hub_id(asked.model)


def _entry(asked: Asked, language: Language) -> ProjectEntry:
    """Return what the project shows, tidied and checked."""
    from smol_leaderboard.errors import SecretInFile
    from smol_leaderboard.new_entry import ensure_new_demo, ensure_new_summary
    from smol_leaderboard.project_entry import tidied, tidied_link
    from smol_leaderboard.schema import ProjectEntry
    from smol_leaderboard.secret_scan import find_secrets

    told = _language_of(asked.summary_lang) if asked.summary_lang else language
    summary, demo = tidied(_read(asked.summary, language)), tidied_link(asked.demo or "")
    ensure_new_summary(summary)
    if asked.demo is not None:
        ensure_new_demo(demo)
    for source, text in ((asked.summary, summary), ("--demo", demo)):
        for secret in find_secrets(text):
            raise SecretInFile(source, secret.line, secret.kind)
    return ProjectEntry(summary=summary, language=told, demo=demo)


def _language_of(word: str) -> Language:
    """Return one of the course's languages; raise `NotALanguage`."""
    found = [language for language in LANGUAGES if language == word.strip().lower()]
    if not found:
        raise submit_errors.NotALanguage(word)
    return found[0]


def _read(source: str, language: Language) -> str:
    """Return the text of a file, or what comes in; raise `NoSummary`."""
    try:
        if source == STANDARD_INPUT:
            if sys.stdin is not None and sys.stdin.isatty():
                output.note(say(language, "entry.type_now"))
            content = sys.stdin.buffer.read(LARGEST + 1) if sys.stdin is not None else b""
        else:
            content = intake.read_named(Path(source).expanduser(), LARGEST + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise submit_errors.NoSummary(source, getattr(error, "strerror", None) or str(error)) from error
    if len(content) > LARGEST:
        raise submit_errors.SummaryTooLarge(source, LARGEST)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise submit_errors.SummaryNotText(source) from error
    if "\0" in text:
        raise submit_errors.SummaryNotText(source)
    return text


def tell_entry(model: str, entry: ProjectEntry, unit: Unit, me: Author, where: str, language: Language) -> None:
    """Say what will be sent, where to, and what of it everybody will see: all but the seal."""
    lines = [*addressed(where, me, language), *of_model(model, where, me, language)]
    lines += shown(entry, language)
    lines.append(say(language, "entry.public"))
    lines.append(say(language, "entry.no_exercises", unit=unit.alias))
    output.write_wrapped(output.harmless("\n".join(lines)))


def shown(entry: ProjectEntry, language: Language) -> list[str]:
    """Return the lines that show what a project shows, as everybody will read it."""
    from smol_leaderboard.project_entry import count_words, host_of

    words, told = count_words(entry.summary), say(language, f"entry.language_{entry.language}")
    lines = [say(language, "entry.summary", words=words, told=told)]
    lines += [f"  {line}" if line else "" for line in entry.summary.split("\n")]
    if entry.demo:
        lines.append(say(language, "entry.demo", link=entry.demo, host=host_of(entry.demo)))
    return lines
