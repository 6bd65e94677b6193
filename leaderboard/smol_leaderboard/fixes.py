"""The commands that mend what a certificate still lacks, in the order in which they are typed."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from .certify import Condition
from .rules import Rules

HOPELESS = frozenset({"practice", "too_late"})
"""Why a condition is not met where handing in again does not help."""


class Words(NamedTuple):
    """What the commands say besides what is to be mended."""

    model: str = "YOU/NAME"
    """What stands for a Hub id that nobody knows yet."""
    summary: str = "FILE"
    """What stands for the file with the final project's summary."""
    board: str = ""
    """The board, where it has to be named."""
    user: str = ""
    """The learner's name, where it has to be given: on a board that is a folder."""


def fixes(condition: Condition, rules: Rules, words: Words) -> tuple[str, ...]:
    """Return the commands that mend a condition; none where it is met, or where nothing that is handed in helps."""
    if condition.met or condition.why in HOPELESS:
        return ()
    unit = rules.units[condition.unit].alias
    where = options(words.board, words.user)
    submit = f"smol-grade submit {unit}"
    if condition.kind == "exercise":
        return f"smol-grade {unit}", submit + where
    if condition.kind == "quiz":
        return f"smol-grade quiz {unit} --official{where}", f"{submit} --quiz{where}"
    if condition.kind == "project":
        shown = f"--model {words.model} --summary {words.summary}"
        return f"smol-grade project {words.model}", f"smol-grade submit project {shown}{where}"
    return f"smol-grade check-model {words.model}", f"{submit} --model {words.model}{where}"


def options(board: str, user: str = "") -> str:
    """Return what names a board and a user in a command, each only where it is given, with a space before it."""
    named = (("--board", board), ("--user", user))
    return "".join(f" {option} {shlex.quote(value)}" for option, value in named if value)
