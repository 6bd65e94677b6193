"""`smol-leaderboard quiz`: look over the private banks of a course, and publish their questions without keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smol_grade.cli import output
from smol_grade.messages import say
from smol_grade.records import Language

from .options import LANG, Board, Home, Lang

if TYPE_CHECKING:
    from smol_grade.course import Course
    from smol_grade.quiz.bank import Bank

FALLS_SHORT = 1


def _(name: str) -> str:
    return say(LANG, f"bank.{name}")


quiz = typer.Typer(help=_("help"), no_args_is_help=True, rich_markup_mode=None)

Folder = Annotated[Path, typer.Argument(help=_("folder_help"), metavar="DIR", show_default=False)]


@quiz.command("check", help=_("check_help"))
def check_command(folder: Folder, lang: Lang = "") -> None:
    """Say what is wrong with the banks of a folder."""
    language = output.language_of(lang)
    with output.explained(language):
        from smol_grade.course import load_course
        from smol_grade.locate import course_files

        raise typer.Exit(0 if _sound(folder, load_course(course_files()), language) else FALLS_SHORT)


@quiz.command("publish", help=_("publish_help"))
def publish_command(folder: Folder, board: Board = "", home: Home = "", lang: Lang = "") -> None:
    """Publish the questions of the banks of a folder; keep the banks to grade with."""
    language = output.language_of(lang)
    with output.explained(language):
        from smol_grade.course import load_course
        from smol_grade.locate import course_files

        from ..office import ensure_outside
        from .operating import Place, where_of

        course = load_course(course_files())
        ensure_outside(folder, where_of(board))
        banks = _sound(folder, course, language)
        raise typer.Exit(_publish(Place(board, home), folder, course, banks, language) if banks else FALLS_SHORT)


def _sound(folder: Path, course: Course, language: Language) -> dict[str, Bank]:
    """Return the banks of a folder by slug if nothing is wrong with any of them, else say what is, and return none."""
    from smol_grade.devcheck.quizzes import private_problems
    from smol_grade.locate import course_files

    from ..errors import OperatorError
    from ..quizzes import read_banks

    if not folder.is_dir():
        raise OperatorError(f"there is no folder {folder}")
    banks = read_banks(folder, course)
    if not banks:
        raise OperatorError(f"{folder}: no bank in it; a unit's bank is called as the unit, unit1.toml")
    files = course_files()
    found = [
        problem
        for unit in course.units
        if unit.slug in banks
        for problem in private_problems(folder / f"{unit.alias}.toml", course, files)
    ]
    for problem in found:
        output.write_wrapped(output.harmless(problem))
    if found:
        return {}
    count = sum(len(bank.items) for bank in banks.values())
    output.note(say(language, "bank.sound", banks=len(banks), count=count))
    return banks


def _publish(place: object, folder: Path, course: Course, banks: dict[str, Bank], language: Language) -> int:
    """Write questions and settings in one commit; the banks themselves go into the operator's own folder first."""
    import msgspec

    from smol_grade.files import write_atomically
    from smol_grade.quiz.paper import published

    from .. import layout
    from ..publish import commit_derived
    from ..schema import canonical
    from ..store.durable import make_folder
    from .operating import Place, opened

    assert isinstance(place, Place)
    with opened(place, language) as work:
        make_folder(work.office.quizzes)
        for unit in course.units:
            if unit.slug in banks:
                text = (folder / f"{unit.alias}.toml").read_text("utf-8")
                write_atomically(work.office.quizzes / f"{unit.alias}.toml", text, 0o600)
        public = {slug: published(bank) for slug, bank in banks.items()}
        hashes = {slug: bank.sha256 for slug, bank in public.items()}
        settings = msgspec.structs.replace(work.settings, quizzes=work.settings.quizzes | hashes)
        changes = {layout.quiz(slug): bank.content for slug, bank in public.items()}
        changes[layout.SETTINGS] = canonical(settings)
        commit_derived(work.store, lambda _parent: changes, "Questions of the quizzes", bucket=work.bucket())
        write_atomically(work.office.settings, canonical(settings).decode())
    output.write_wrapped(say(language, "bank.published", units=", ".join(sorted(banks)), board=work.where))
    return 0
