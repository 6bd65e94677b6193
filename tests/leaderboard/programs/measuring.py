"""Measures a tiny model again and again; killed anywhere, the next one goes on."""

from __future__ import annotations

import sys
from pathlib import Path


def main(folder: str, room: str, out: str) -> None:
    """Measure, and leave the record."""
    sys.path.append(str(Path(__file__).parents[2]))
    from leaderboard import models

    from smol_leaderboard.evaluate.run import evaluate

    done = evaluate(models.job(Path(folder), Path(room), limit=100), models.COURT)
    from smol_leaderboard.schema import canonical

    Path(out).write_bytes(canonical(done.record))


if __name__ == "__main__":
    main(*sys.argv[1:])
