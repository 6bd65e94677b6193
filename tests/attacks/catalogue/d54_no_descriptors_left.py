# attack: opens files until no descriptor is left, and leaves the worker without one for its own needs
# group: d
# targets: text tensor trainer
# ends: wrong error crashed
# control: none: the descriptors go with the process that runs the control

import contextlib
import os

AT_MOST = 100_000
held = []


def attack(*args, **kwargs):
    with contextlib.suppress(OSError):
        held.extend(os.open(os.devnull, os.O_RDONLY) for _ in range(AT_MOST))
    return {"messages": [], "text": ""}
