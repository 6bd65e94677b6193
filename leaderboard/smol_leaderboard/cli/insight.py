"""`smol-leaderboard insight`: where do learners get stuck?"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smol_grade.cli import output
from smol_grade.messages import say
from smol_grade.records import Language

from .options import LANG, Board, Lang

if TYPE_CHECKING:
    from ..insight.analysis import Insight
    from ..insight.reading import Gradings, Progress

PAGE = "index.html"
BEGINNING = 2_000
"""Bytes of a page that say what made it."""


def _(name: str) -> str:
    return say(LANG, f"insight.{name}")


def insight_command(
    folders: Annotated[
        list[Path] | None, typer.Argument(help=_("folders_help"), metavar="[FOLDER]...", show_default=False)
    ] = None,
    board: Board = "",
    out: Annotated[Path, typer.Option("--out", help=_("out_help"), metavar="DIR", show_default=False)] = Path(
        "insight"
    ),
    suites: Annotated[str, typer.Option("--suites", help=_("suites_help"), metavar="DIR", show_default=False)] = "",
    lang: Lang = "",
) -> None:
    """Show where learners get stuck."""
    language = output.language_of(lang)
    with output.explained(language):
        run(folders or (), board, out, suites, language)


def run(folders: Sequence[Path], board: str, out: Path, suites: str, language: Language) -> None:
    """Read, count, write, and say what stands out."""
    from smol_grade.cli.progress import changing_line

    from ..insight.analysis import analyse
    from ..insight.report.telling import summary
    from ..insight.tables import need_libraries

    need_libraries()
    _ensure_replaceable(out, language)
    with changing_line() as show:
        gradings = _read(
            folders,
            board,
            suites,
            lambda number, total: show(say(language, "insight.reading", number=number, total=total)),
        )
        show(say(language, "insight.counting"))
        found = analyse(gradings)
        show(say(language, "insight.drawing"))
        files = _written(found, out, language)
    output.write_wrapped(output.harmless(summary(found, language)))
    output.write_wrapped(say(language, "insight.written", folder=output.harmless(str(out)), files=", ".join(files)))
    output.note(say(language, "insight.keep_batch" if folders else "insight.keep"))


def _read(folders: Sequence[Path], board: str, suites: str, progress: Progress) -> Gradings:
    """Return what the batches hold, or where none is named what the board does."""
    from ..insight.batches import read_batches
    from ..insight.outline import read_outline
    from ..insight.reading import of_store, read_gradings
    from ..store import open_store
    from ..suites import suite_files
    from .operating import where_of

    outline = read_outline(suite_files(suites))
    if folders:
        return read_batches(folders, outline, progress)
    return read_gradings(of_store(open_store(where_of(board)), progress), outline)


def _ensure_replaceable(out: Path, language: Language) -> None:
    """Raise `OperatorError` where something lies in `out` that no earlier report has left there."""
    from ..errors import OperatorError
    from ..insight.report.page import GENERATOR

    try:
        if not out.is_dir() or not any(out.iterdir()):
            return
        with open(out / PAGE, "rb") as page:
            ours = f'content="{GENERATOR}"'.encode() in page.read(BEGINNING)
    except OSError:
        ours = False
    if not ours:
        raise OperatorError(say(language, "insight.not_ours", folder=out))


def _written(insight: Insight, out: Path, language: Language) -> list[str]:
    """Write page and tables, each whole or not at all; return their names. Raises `OutputNotWritable`."""
    from smol_grade.errors import OutputNotWritable

    from ..insight.report.page import render_page
    from ..insight.tables import files_of
    from ..store.durable import make_folder, replace

    names = []
    page = render_page(insight, language).encode("utf-8")
    try:
        make_folder(out)
        for name, content in ((PAGE, page), *files_of(insight, secrets.token_bytes(32))):
            replace(out / name, content)
            names.append(name)
    except OSError as error:
        raise OutputNotWritable(out, error.strerror or str(error)) from error
    return names
