"""What can keep a ceremony from being made; the rest of the tree is in `smol_leaderboard.errors`.

CeremonyError      the ceremony cannot be made as it was asked for (exit 2)
├── NoShowcase         the board was made by a program that knew no awards (exit 3)
├── NothingToShow      there is neither an award nor a project (exit 1)
└── NoSuchCohort       the cohort has neither an award nor a project
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import LeaderboardError


class CeremonyError(LeaderboardError):
    """The ceremony cannot be made as it was asked for."""

    exit_code = 2


class NoShowcase(CeremonyError):
    """The board was made by a program that knew no awards."""

    exit_code = 3
    key = "ceremony.no_showcase"
    hint = "ceremony.no_showcase.hint"

    def __init__(self, board: str) -> None:
        super().__init__(board=board)


class NothingToShow(CeremonyError):
    """There is neither an award nor a project."""

    exit_code = 1
    key = "ceremony.nothing"
    hint = "ceremony.nothing.hint"

    def __init__(self, board: str) -> None:
        super().__init__(board=board)


class NoSuchCohort(CeremonyError):
    """The cohort has neither an award nor a project."""

    key = "ceremony.no_such_cohort"

    def __init__(self, cohort: str, known: Iterable[str]) -> None:
        super().__init__(cohort=cohort[:100], known=", ".join(known))
