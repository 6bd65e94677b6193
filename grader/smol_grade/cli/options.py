"""What several commands' lines have in common: the language of help texts, options, formats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..messages import say
from . import output

LANG = output.early_language()
"""In which help texts are said."""
FORMS = ("text", "json", "md", "junit", "html", "gradescope")


def _(name: str) -> str:
    return say(LANG, f"cli.{name}")


Lang = Annotated[str, typer.Option("--lang", help=_("lang_help"), metavar="en|es", show_default=False)]
Tier = Annotated[
    int | None,
    typer.Option("--require-tier", help=_("require_tier_help"), min=1, max=4, metavar="1-4", show_default=False),
]
Board = Annotated[
    str, typer.Option("--board", help=say(LANG, "submit.board_help"), metavar="FOLDER|USER/NAME", show_default=False)
]
Quiet = Annotated[bool, typer.Option("--quiet", help=say(LANG, "quiet.help"))]
Seed = Annotated[int | None, typer.Option("--seed", help=_("seed_help"))]
Output = Annotated[Path | None, typer.Option("--output", help=_("output_help"), metavar="FILE")]
ShortFormat = Annotated[str, typer.Option("--format", help=_("short_format_help"), metavar="FORMAT")]
AllFormat = Annotated[str, typer.Option("--format", help=say(LANG, "gradescope.all_format_help"), metavar="FORMAT")]
Format = Annotated[str, typer.Option("--format", help=say(LANG, "gradescope.format_help"), metavar="FORMAT")]


def check_form(form: str, forms: tuple[str, ...] = FORMS) -> None:
    """Raise `BadParameter` for a format that the command does not have."""
    if form not in forms:
        raise typer.BadParameter(f"{form!r}: {', '.join(forms)}", param_hint="--format")
