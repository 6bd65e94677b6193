"""Coverage-guided fuzzing of the wire: `pip install atheris`, then `python tests/fuzz/fuzz_wire.py -max_total_time=600`.

Options are libFuzzer's. A finding is a body that raises something else than `BadFrame`, or that the walk over the bytes
and msgpack see differently; keep its bytes in `corpus/wire-NAME`, where `tests/grader/test_fuzz_wire.py` reads them.
"""

from __future__ import annotations

import sys
from typing import Any

import atheris

with atheris.instrument_imports(include=["smol_grade"]):
    from smol_grade import wire, wire_scan

import msgpack


def one_input(data: bytes) -> None:
    """Read a body both ways."""
    try:
        value = wire.decode(data)
    except wire.BadFrame:
        value = None
    else:
        walk(value, 0)
    try:
        wire_scan.check(data, 10**6, 10**6, 100)
    except ValueError:
        scanned = False
    else:
        scanned = True
    try:
        msgpack.unpackb(data, strict_map_key=False, object_pairs_hook=texts_only, ext_hook=refuse, timestamp=0)
    except UnicodeDecodeError:
        return
    except (ValueError, TypeError, msgpack.UnpackException):
        assert not scanned, "the walk passes what msgpack refuses"
    else:
        assert scanned, "the walk refuses what msgpack takes"


def walk(value: Any, depth: int) -> None:
    """Check types and depth of what was read."""
    assert type(value) in (*wire.PLAIN, list, dict), type(value)
    assert depth <= wire.MAX_DEPTH
    if type(value) is dict:
        assert all(type(key) is str for key in value)
    for inner in value.values() if type(value) is dict else value if type(value) is list else ():
        walk(inner, depth + 1)


def texts_only(pairs: list[tuple[Any, Any]]) -> int:
    """Refuse keys that are no texts."""
    if any(type(key) is not str for key, _ in pairs):
        raise ValueError
    return 0


def refuse(code: int, data: bytes) -> None:
    """Refuse extension types."""
    raise ValueError


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
