# attack: children keep making files while the scratch folder is listed and cleared away, so that it is never empty
# group: d
# targets: text tensor trainer
# ends: wrong error crashed timeout processes
# control: survived

import contextlib
import os
import time

CHILDREN = 4
LIVE_S = 60


def _grow(name):
    """Make the same hundred names again and again, in folders that nobody but us should clear."""
    end = time.monotonic() + LIVE_S
    number = 0
    while time.monotonic() < end:
        number = (number + 1) % 100
        with contextlib.suppress(OSError):
            os.makedirs(f"{name}/{number}", mode=0o500, exist_ok=True)
            os.chmod(f"{name}/{number}", 0)


def attack(*args, **kwargs):
    for child in range(CHILDREN):
        with contextlib.suppress(OSError):
            if os.fork() == 0:
                os.setsid()
                _grow(os.path.abspath(f"grows-{child}"))
                os._exit(0)
    return {"messages": [], "text": ""}
