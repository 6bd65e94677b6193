"""Entry point of the judge's process: `python -I start.py CONFIG_JSON`, with an environment from scratch.

Before anything else is imported, the process makes itself unreadable for others of its user (`/proc/PID/mem`, core
dumps) and ends with the one that started it.
"""

import ctypes
import json
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4


def main() -> None:
    """Close the process off, open the import path, hand over."""
    config = json.loads(sys.argv[1])
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != config["parent"]:  # it died before we asked to be told
        return
    sys.path[:0] = [entry for entry in config["path"] if entry not in sys.path]
    from smol_leaderboard.judge.process import run

    run(sys.argv[1])


main()
