"""Lets a judge grade something slow, prints its process id and waits to be killed: `holds_a_judge.py KEYS`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
from leaderboard.desk import RIGHT, Court, request

from smol_leaderboard.judge.messages import Begun, Job
from smol_leaderboard.schema import request_key

court = Court(Path(sys.argv[1]))
made = request("ada", 1, "import time\ntime.sleep(9)\n" + RIGHT, court.keys.public_key)


def tell(begun: Begun) -> None:
    """Say which judge is at work."""
    if begun.number == 1:
        sys.stdout.write(f"{court.judge.pid}\n")
        sys.stdout.flush()


court.judge.grade(
    Job(
        request=request_key("id-ada", made.id),
        request_id=made.id,
        author="ada",
        subject=court.keys.subject("id-ada"),
        unit="warmup",
        attempt=1,
        received_at="2026-11-25T12:00:00Z",
        sealed=made.sealed,
        sealed_sha256=made.sealed_sha256,
        cohort="2026-11",
    ),
    tell,
)
