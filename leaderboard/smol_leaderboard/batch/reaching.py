"""Whether a Ray cluster is at an address: asked from another process, for Ray's own client tries for ever.

It cannot be interrupted while it tries, and may end the process that it is in.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from ..errors import OperatorError

ANSWERS_WITHIN_S = 30.0
JOINS_WITHIN_S = 60.0
"""Also where the machine is busy: most of it is the import of Ray."""
PROBE = """
import sys, ray
try:
    ray.init(address=sys.argv[1], log_to_driver=False, logging_level="ERROR")
except Exception as error:
    sys.exit(f"{error}")
ray.shutdown()
"""


def ensure_answers(address: str) -> None:
    """Raise `OperatorError` where no cluster answers at an address (`HOST:PORT`, `ray://HOST:PORT`, `auto`) in time."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        try:
            socket.create_connection((host.strip("[]"), int(port)), ANSWERS_WITHIN_S).close()
        except (OSError, OverflowError, UnicodeError) as error:
            raise no_cluster(address, getattr(error, "strerror", "") or str(error)) from error
    try:
        asked = subprocess.run(
            [sys.executable, "-c", PROBE, address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
            timeout=JOINS_WITHIN_S,
            env={**os.environ, "RAY_USAGE_STATS_ENABLED": "0"},
        )
    except subprocess.TimeoutExpired as error:
        raise no_cluster(address, f"nothing that speaks as Ray does, within {JOINS_WITHIN_S:.0f} s") from error
    if asked.returncode:
        lines = asked.stderr.strip().splitlines() or ["the client ended"]
        raise no_cluster(address, lines[-1][:300])


def no_cluster(address: str, why: str) -> OperatorError:
    """Return the error for an address at which there is no cluster."""
    return OperatorError(f"no Ray cluster answers at {address or 'this machine'}: {why}")
