"""What can stop `smol-leaderboard forget`; `errors` has the rest of the tree.

LeaderboardError
└── CannotForget       nobody is forgotten as it was asked for (exit 2)
    ├── NotOnThisBoard     no record and no entry of such a person
    ├── SeveralPeople      a name that was, or is, more than one person's
    ├── NotConfirmed       nobody is there to be asked, and `--yes` was not said
    └── CannotRevoke       certificates cannot be revoked from here
"""

from __future__ import annotations

from collections.abc import Iterable

from .errors import LeaderboardError


class CannotForget(LeaderboardError):
    """Nobody is forgotten as it was asked for."""

    exit_code = 2


class NotOnThisBoard(CannotForget):
    """No record and no entry of such a person."""

    key = "withdraw.unknown"
    hint = "withdraw.unknown.hint"

    def __init__(self, user: str, board: str) -> None:
        super().__init__(user=user[:100], board=board)


class SeveralPeople(CannotForget):
    """A name that was, or is, more than one person's."""

    key = "withdraw.several"
    hint = "withdraw.several.hint"

    def __init__(self, user: str, subjects: Iterable[str]) -> None:
        super().__init__(user=user[:100], subjects="\n".join(f"  {subject}" for subject in sorted(subjects)))


class NotConfirmed(CannotForget):
    """Nobody is there to be asked, and `--yes` was not said."""

    key = "withdraw.not_confirmed"
    hint = "withdraw.not_confirmed.hint"

    def __init__(self) -> None:
        super().__init__()


class CannotRevoke(CannotForget):
    """Certificates cannot be revoked from here."""

    key = "withdraw.cannot_revoke"
    hint = "withdraw.cannot_revoke.hint"

    def __init__(self) -> None:
        super().__init__()
