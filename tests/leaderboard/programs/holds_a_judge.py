"""Starts a judge, prints its process id and waits to be killed: `holds_a_judge.py KEYS`."""

import sys
import time
from pathlib import Path

from smol_leaderboard.judge.client import Judge

judge = Judge(Path(sys.argv[1]))
_ = judge.ready
sys.stdout.write(f"{judge.pid}\n")
sys.stdout.flush()
time.sleep(60)
