"""Bodies of almost the largest frame, each made to cost its reader as much memory or time as it can."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from smol_grade import wire

ROOM = wire.MAX_FRAME - 16
WIDE = "\U0001f600".encode()
"""One character that makes every other one of its text take four bytes."""


def array(count: int, items: bytes) -> bytes:
    """An array of a count."""
    return b"\xdd" + count.to_bytes(4, "big") + items


def table(count: int, items: bytes) -> bytes:
    """A map of a count."""
    return b"\xdf" + count.to_bytes(4, "big") + items


def text(size: int) -> bytes:
    """A text of so many bytes that takes four bytes a character in memory."""
    return b"\xdb" + size.to_bytes(4, "big") + WIDE + b"x" * (size - 4)


def key(number: int, size: int) -> bytes:
    """A text of its own, of so many bytes."""
    return b"\xda" + size.to_bytes(2, "big") + WIDE + str(number).encode().rjust(size - 4, b"0")


def fill(item: bytes) -> bytes:
    """A frame full of one item, in arrays of a size that passes for an array's own limit."""
    rows = ROOM // (5 + 199_999 * len(item)) + 1
    each = (ROOM // rows - 5) // len(item)
    return array(rows, array(each, item * each) * rows)


MOST, KEYS = wire.MAX_NODES - 1, wire.MAX_KEYS


def maps_in_maps() -> bytes:
    """As many maps of one as allowed, nested as deeply as allowed, each with a wide key."""
    rows = KEYS // 31
    return array(rows, b"".join(b"\x81" + key(n, 50) + b"\xc0" * (n % 31 == 30) for n in range(rows * 31)))


def one_map(key_size: int, value: bytes) -> bytes:
    """One map with as many wide keys as allowed, and in an array beside it as many values as are left."""
    rest = MOST - KEYS - 2
    return array(2, table(KEYS, b"".join(key(n, key_size) + value for n in range(KEYS))) + array(rest, b"\x90" * rest))


def maps_of_one() -> bytes:
    """As many maps of one as allowed, with wide keys and texts."""
    return array(MOST // 2, b"".join(b"\x81" + key(n, 36) + text(36) for n in range(MOST // 2)))


SHAPES: dict[str, Callable[[], bytes]] = {
    "empty maps": lambda: fill(b"\x80"),
    "empty arrays": lambda: fill(b"\x90"),
    "short texts": lambda: fill(b"\xa2hi"),
    "empty bytes": lambda: fill(b"\xc4\x00"),
    "floats": lambda: fill(b"\xcb" + b"\x40" * 8),
    "maps of one": lambda: fill(b"\x81\xa1a\xc0"),
    "nested arrays": lambda: b"\x91" * ROOM + b"\xc0",
    "nested maps": lambda: b"\x81\xa1a" * (ROOM // 3) + b"\xc0",
    "arrays that promise more": lambda: (b"\xdd" + MOST.to_bytes(4, "big")) * (ROOM // 5),
    "maps that promise more": lambda: (b"\xdf" + MOST.to_bytes(4, "big") + b"\xa1a") * (ROOM // 7),
    "the longest wide texts": lambda: array(8, text(wire.MAX_STRING - 16) * 8),
    "most wide texts": lambda: array(MOST, text(36) * MOST),
    "most bytes": lambda: array(MOST, (b"\xc4\x26" + b"x" * 38) * MOST),
    "most empty maps": lambda: array(MOST, b"\x80" * MOST),
    "most maps of one": maps_of_one,
    "maps in maps": maps_in_maps,
    "one map of texts": lambda: one_map(24, text(22)),
    "one map of floats": lambda: one_map(42, b"\xcb" + b"\x40" * 8),
    "one map of arrays": lambda: one_map(50, b"\x90"),
    "a key again and again": lambda: table(KEYS, (b"\xa1a" + text(45)) * KEYS),
}


def peak_mb() -> float:
    """The most memory that this process has had, in megabytes; `ru_maxrss` would count that of its parent before."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts bytes
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main(path: str) -> None:
    """Decode a file; print the megabytes that this added to the process at most, the seconds, and how it ended."""
    import msgpack

    wire.decode(msgpack.packb({"id": 1, "ok": [1.5]}))
    body = bytearray(os.stat(path).st_size)
    with open(path, "rb", buffering=0) as file:
        file.readinto(body)
    before, begun = peak_mb(), time.perf_counter()
    try:
        wire.decode(body)
        end = "read"
    except wire.BadFrame as error:
        end = str(error)
    seconds = time.perf_counter() - begun
    sys.stdout.write(json.dumps([peak_mb() - before, seconds, end]))


if __name__ == "__main__":
    main(sys.argv[1])
