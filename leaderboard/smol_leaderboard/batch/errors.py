"""What can stop a batch, beside what `..errors` has."""

from __future__ import annotations

from pathlib import Path

from ..errors import LeaderboardError


class ResultsNotKept(LeaderboardError):
    """The folder of a batch takes no more; what was graded before is kept."""

    key = "batch.not_kept"

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(folder=folder, problem=error.strerror or error)
