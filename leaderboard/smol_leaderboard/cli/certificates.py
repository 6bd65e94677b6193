"""`smol-leaderboard certify`, `revoke`, `keys`: the commands; their work is in `certifying` and `issuer_keeping`."""

from __future__ import annotations

from typing import Annotated

import typer

from smol_grade.cli import output
from smol_grade.messages import say

from .options import LANG, Board, Home, Lang


def _(name: str) -> str:
    return say(LANG, f"issuing.{name}")


keys = typer.Typer(help=_("keys_help"), no_args_is_help=True, rich_markup_mode=None)

Slug = Annotated[str, typer.Option("--certificate", help=_("slug_help"), metavar="NAME", show_default=False)]


def certify_command(
    users: Annotated[
        list[str] | None, typer.Argument(help=_("users_help"), metavar="[USER]...", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("dry_run_help"))] = False,
    again: Annotated[bool, typer.Option("--again", help=_("again_help"))] = False,
    revoke_unfounded: Annotated[bool, typer.Option("--revoke-unfounded", help=_("unfounded_help"))] = False,
    certificate: Slug = "",
    board: Board = "",
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Issue certificates."""
    language = output.language_of(lang)
    with output.explained(language):
        from ..issuing import Wanted
        from . import certifying
        from .operating import Place

        wanted = Wanted(tuple(users or ()), certificate, again, revoke_unfounded)
        raise typer.Exit(certifying.certify(Place(board, home), language, wanted, dry_run=dry_run))


def revoke_command(
    who: Annotated[str, typer.Argument(help=_("who_help"), metavar="ID|USER", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", help=_("reason_help"), show_default=False)],
    certificate: Slug = "",
    board: Board = "",
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Revoke certificates."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import certifying
        from .operating import Place

        raise typer.Exit(certifying.revoke(Place(board, home), language, who, reason, certificate))


@keys.command("new", help=_("keys_new_help"))
def new_command(board: Board = "", home: Home = "", lang: Lang = "") -> None:
    """Make the first key."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import issuer_keeping
        from .operating import Place

        raise typer.Exit(issuer_keeping.new(Place(board, home), language))


@keys.command("rotate", help=_("keys_rotate_help"))
def rotate_command(
    compromised: Annotated[
        str, typer.Option("--compromised", help=_("compromised_help"), metavar="KEY", show_default=False)
    ] = "",
    board: Board = "",
    home: Home = "",
    lang: Lang = "",
) -> None:
    """Let a new key sign."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import issuer_keeping
        from .operating import Place

        raise typer.Exit(issuer_keeping.rotate(Place(board, home), language, compromised))


@keys.command("show", help=_("keys_show_help"))
def show_command(board: Board = "", home: Home = "", lang: Lang = "") -> None:
    """Show which keys there are."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import issuer_keeping
        from .operating import Place

        raise typer.Exit(issuer_keeping.show(Place(board, home), language))
