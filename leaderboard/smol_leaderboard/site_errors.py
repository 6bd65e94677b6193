"""What can keep the page from being made or shown; the rest of the tree is in `errors`.

SiteError          the page cannot be made or shown as it was asked for (exit 2)
├── FolderTaken        the folder for it holds something else
├── BadOrigin          what it shall connect to is no origin
├── PortTaken          nothing can listen at the port (exit 3)
└── NotASpace          what names the Space is no Hub id
"""

from __future__ import annotations

from pathlib import Path

from .errors import LeaderboardError


class SiteError(LeaderboardError):
    """The page cannot be made or shown as it was asked for."""

    exit_code = 2


class FolderTaken(SiteError):
    """The folder for the page holds something else; `path` is a file in it that is none of the page's, if it is one."""

    key = "site.taken"
    hint = "site.taken.hint"

    def __init__(self, folder: Path, path: str = "") -> None:
        super().__init__(folder=str(folder), path=path)
        if path:
            self.key, self.hint = "site.taken_beside", "site.taken_beside.hint"


class BadOrigin(SiteError):
    """What the page shall connect to is no origin."""

    key = "site.bad_origin"
    hint = "site.bad_origin.hint"

    def __init__(self, origin: str) -> None:
        super().__init__(origin=origin[:200])


class PortTaken(SiteError):
    """Nothing can listen at the port."""

    exit_code = 3
    key = "site.port"
    hint = "site.port.hint"

    def __init__(self, port: int, problem: str) -> None:
        super().__init__(port=port, problem=problem)


class NotASpace(SiteError):
    """What names the Space is no Hub id."""

    key = "site.not_a_space"
    hint = "site.not_a_space.hint"

    def __init__(self, space: str) -> None:
        super().__init__(space=space[:200])
