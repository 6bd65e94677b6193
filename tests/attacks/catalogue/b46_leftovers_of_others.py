# attack: looks for what another learner's session has left: in folders for everybody, beside its own folder, in memory
# group: b
# targets: text tensor trainer
# ends: wrong error timeout
# control: leaked

import contextlib
import itertools
import os
import re

FOLDERS = 3000
TOPS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock", "/run/user", "/scratch")


def _tell(data):
    """Print every canary in these bytes."""
    for found in set(re.findall(rb"CANARY-\w+-[0-9a-f]{16}", data)):
        print(found.decode())  # noqa: T201 - printing is the way out


def _tops():
    above = [os.path.abspath(".."), os.path.abspath("../.."), os.path.expanduser("~")]
    return [OUTSIDE, *above, *TOPS]  # noqa: F821 - the runner defines it


def _files():
    for top in _tops():
        for folder, below, names in itertools.islice(os.walk(top), FOLDERS):
            if folder.count("/") > 7:
                below.clear()
            yield from (os.path.join(folder, name) for name in names)


def attack(*args, **kwargs):
    for path in itertools.islice(_files(), 5000):
        with contextlib.suppress(OSError, ValueError):
            if os.path.isfile(path) and os.path.getsize(path) < 2**20:
                with open(path, "rb") as file:
                    _tell(file.read(2**20))
    return {"messages": [], "text": ""}
