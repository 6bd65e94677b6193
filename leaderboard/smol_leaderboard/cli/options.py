"""What several of the operator's command lines share. `Lang` and the language of help texts are the learner's."""

from __future__ import annotations

from typing import Annotated

import typer

from smol_grade.cli.options import LANG, Lang
from smol_grade.messages import say

__all__ = ["LANG", "Board", "Home", "Lang"]

Board = Annotated[
    str,
    typer.Option(
        "--board",
        help=say(LANG, "official.board_help"),
        metavar="FOLDER|USER/DATASET",
        envvar="SMOL_GRADE_BOARD",
        show_default=False,
    ),
]
Home = Annotated[str, typer.Option("--home", help=say(LANG, "official.home_help"), metavar="DIR", show_default=False)]
