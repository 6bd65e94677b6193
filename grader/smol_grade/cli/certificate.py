"""The commands of `smol-grade certificate`: what is earned and missing; getting, showing and verifying certificates."""

from __future__ import annotations

from typing import Annotated

import typer

from ..messages import say
from . import output
from .options import LANG, Board, Lang

FORMS = ("text", "json")
PARTS = ("pdf", "png", "svg", "card")
PAPERS = ("a4", "letter")


def _(name: str) -> str:
    return say(LANG, f"certificate.{name}")


def _held(name: str) -> str:
    return say(LANG, f"holding.{name}")


def _drawn(name: str) -> str:
    return say(LANG, f"artwork_command.{name}", known=", ".join(PARTS))


certificate = typer.Typer(help=_("help"), no_args_is_help=True, rich_markup_mode=None)
File = Annotated[str, typer.Argument(metavar="FILE", show_default=False)]
User = Annotated[str, typer.Option("--user", help=_("user_help"), metavar="NAME", show_default=False)]


@certificate.command("status", help=_("status_help"))
def status_command(
    board: Board = "",
    user: User = "",
    form: Annotated[str, typer.Option("--format", help=_("format_help"), metavar="FORMAT")] = "text",
    lang: Lang = "",
) -> None:
    """Say what is earned, and what is missing."""
    language = output.language_of(lang)
    if form not in FORMS:
        raise typer.BadParameter(f"{form!r}: {', '.join(FORMS)}", param_hint="--format")
    with output.explained(language):
        from . import certificate_status

        raise typer.Exit(certificate_status.run(certificate_status.Asked(board, user, form), language))


@certificate.command("get", help=_held("help_get"))
def get_command(
    kind: Annotated[str, typer.Argument(metavar="[CERTIFICATE]", show_default=False)] = "",
    user: User = "",
    board: Board = "",
    target: Annotated[str, typer.Option("--output", "-o", help=_held("help_output"), metavar="FILE")] = "",
    force: Annotated[bool, typer.Option("--force", help=_held("help_force"))] = False,
    lang: Lang = "",
) -> None:
    """Fetch, verify and save certificates."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import certificate_get

        asked = certificate_get.Asked(kind, user, board, target, force)
        raise typer.Exit(certificate_get.run(asked, language))


@certificate.command("show", help=_held("help_show"))
def show_command(file: File, lang: Lang = "") -> None:
    """Show what a certificate says."""
    language = output.language_of(lang)
    with output.explained(language):
        from . import certificate_show

        raise typer.Exit(certificate_show.run(file, language))


@certificate.command("verify", help=_held("help_verify"))
def verify_command(
    file: File,
    offline: Annotated[bool, typer.Option("--offline", help=_held("help_offline"))] = False,
    issuer: Annotated[
        list[str] | None, typer.Option("--issuer", help=_held("help_issuer"), metavar="DID|FILE", show_default=False)
    ] = None,
    board: Board = "",
    form: Annotated[str, typer.Option("--format", help=_("format_help"), metavar="FORMAT")] = "text",
    lang: Lang = "",
) -> None:
    """Verify a certificate."""
    language = output.language_of(lang)
    if form not in FORMS:
        raise typer.BadParameter(f"{form!r}: {', '.join(FORMS)}", param_hint="--format")
    with output.explained(language):
        from . import certificate_verify

        asked = certificate_verify.Asked(file, board, issuer or [], offline, form)
        raise typer.Exit(certificate_verify.run(asked, language))


@certificate.command("artwork", help=_drawn("help"))
def artwork_command(
    file: File,
    target: Annotated[str, typer.Option("--output", "-o", help=_drawn("help_output"), metavar="DIR")] = "",
    only: Annotated[
        list[str] | None, typer.Option("--only", help=_drawn("help_only"), metavar="PART", show_default=False)
    ] = None,
    paper: Annotated[str, typer.Option("--paper", help=_drawn("help_paper"), metavar="PAPER")] = "a4",
    force: Annotated[bool, typer.Option("--force", help=_drawn("help_force"))] = False,
    offline: Annotated[bool, typer.Option("--offline", help=_held("help_offline"))] = False,
    issuer: Annotated[
        list[str] | None, typer.Option("--issuer", help=_held("help_issuer"), metavar="DID|FILE", show_default=False)
    ] = None,
    board: Board = "",
    form: Annotated[str, typer.Option("--format", help=_("format_help"), metavar="FORMAT")] = "text",
    lang: Lang = "",
) -> None:
    """Draw a certificate, badges and the picture for a post."""
    language = output.language_of(lang)
    for given, known, name in (
        ([form], FORMS, "--format"),
        ([paper], PAPERS, "--paper"),
        (only or [], PARTS, "--only"),
    ):
        for one in given:
            if one not in known:
                raise typer.BadParameter(f"{one!r}: {', '.join(known)}", param_hint=name)
    with output.explained(language):
        from . import certificate_artwork, certificate_verify

        way = certificate_artwork.Way(target, "letter" if paper == "letter" else "a4", tuple(only or ()), force)
        asked = certificate_verify.Asked(file, board, issuer or [], offline, form)
        raise typer.Exit(certificate_artwork.run(asked, way, language))
