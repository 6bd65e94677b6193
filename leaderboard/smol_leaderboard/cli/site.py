"""`smol-leaderboard site`: build the page, look at it, push it to a Space."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from smol_grade.cli import output
from smol_grade.messages import say

from .options import LANG, Lang


def _(name: str) -> str:
    return say(LANG, f"site.{name}")


site = typer.Typer(help=_("help"), no_args_is_help=True, rich_markup_mode=None)

Board = Annotated[
    str,
    typer.Option(
        "--board",
        help=_("board_help"),
        metavar="FOLDER|USER/DATASET",
        envvar="SMOL_GRADE_BOARD",
        show_default=False,
        show_envvar=False,
    ),
]
Connect = Annotated[
    list[str] | None, typer.Option("--connect", help=_("connect_help"), metavar="ORIGIN", show_default=False)
]


@site.command("build", help=_("build_help"))
def build_command(
    board: Board,
    out: Annotated[Path, typer.Option("--out", help=_("out_help"), metavar="DIR", show_default=False)],
    connect: Connect = None,
    lang: Lang = "",
) -> None:
    """Write the page into a folder."""
    language = output.language_of(lang)
    with output.explained(language):
        from smol_grade.cli.progress import changing_line

        from ..site import site_files, write

        with changing_line() as show:
            show(say(language, "site.reading"))
            files = site_files(board, connect or ())
        write(files, out)
        output.write_wrapped(say(language, "site.built", count=len(files), out=out))


@site.command("serve", help=_("serve_help"))
def serve_command(
    board: Board,
    port: Annotated[int, typer.Option("--port", help=_("port_help"), min=0, max=65535, show_default=False)] = 0,
    connect: Connect = None,
    lang: Lang = "",
) -> None:
    """Show the page on this machine."""
    language = output.language_of(lang)
    with output.explained(language):
        from ..preview import Preview
        from ..site import site_files
        from ..site_errors import PortTaken
        from ..store import hub_id, open_store

        files = site_files(board, connect or (), copy=False)
        try:
            server = Preview(files, None if hub_id(board) else open_store(board), port)
        except OSError as error:
            raise PortTaken(port, error.strerror or str(error)) from error
        with server:
            output.write(say(language, "site.serving", link=server.link))
            output.note(say(language, "site.stop"))
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                output.write("", sys.stderr)


@site.command("push", help=_("push_help"))
def push_command(
    space: Annotated[str, typer.Argument(help=_("space_help"), metavar="USER/SPACE", show_default=False)],
    board: Board,
    connect: Connect = None,
    lang: Lang = "",
) -> None:
    """Publish the page as a static Space."""
    language = output.language_of(lang)
    with output.explained(language):
        from smol_grade.cli.progress import changing_line

        from ..site import site_files
        from ..site_errors import NotASpace
        from ..store import hub_id
        from ..store.hub_space import push

        name = hub_id(f"hf://datasets/{space}")
        if not name:
            raise NotASpace(space)
        with changing_line() as show:
            show(say(language, "site.reading"))
            files = site_files(board, connect or ())
            show(say(language, "site.pushing", count=len(files), space=name))
            link = push(
                name,
                files,
                ("js/", "lang/", "vendor/", "data/board/", "data/rules/", "data/certificates/", "data/status/"),
                "The board's page",
            )
        output.write_wrapped(say(language, "site.pushed", link=link))
