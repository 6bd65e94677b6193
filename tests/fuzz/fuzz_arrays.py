"""Coverage-guided fuzzing of arrays: `pip install atheris`, then `python tests/fuzz/fuzz_arrays.py -max_total_time=600`.

The fuzzer writes the header; its length is put in front. A finding is a file that raises something else than
`BadArray`, or that our check passes and the library does not; keep its bytes in `corpus/arrays-NAME`, where
`tests/grader/test_fuzz_wire.py` reads them.
"""

from __future__ import annotations

import json
import struct
import sys

import atheris

with atheris.instrument_imports(include=["smol_grade"]):
    from smol_grade import safetensors_check
    from smol_grade.arrays import BadArray, load

from safetensors import SafetensorError
from safetensors.numpy import load as library

PARTS = (
    '"a"',
    '"__metadata__"',
    '"dtype"',
    '"F32"',
    '"BOOL"',
    '"I64"',
    '"shape"',
    '"data_offsets"',
    "{",
    "}",
    "[",
    "]",
)
PARTS += (":", ",", "0", "1", "4", "8", "-1", "4611686018427387904", "1e9", "true", "null", "NaN", " ", '"b"', "2")
PARTS += (
    '"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}',
    '"b":{"dtype":"U8","shape":[0,2],"data_offsets":[4,4]}',
)


def one_input(data: bytes) -> None:
    """Read bytes as they are, and as a choice of parts of a header."""
    read(data)
    size = min(len(data), data[0] % 9) if data else 0
    header = "".join(PARTS[byte % len(PARTS)] for byte in data[1:]).encode()
    read(struct.pack("<Q", len(header)) + header + bytes(size))
    entry = {"dtype": "F32", "shape": list(data[1:4]), "data_offsets": list(data[4:6])}
    text = json.dumps({"a": entry, "b": entry | {"dtype": "U8"}}).encode()
    read(struct.pack("<Q", len(text)) + text + bytes(size))


def read(data: bytes) -> None:
    """Load a file; what our check passes, the library must take."""
    try:
        arrays = load(data)
    except BadArray:
        arrays = None
    try:
        safetensors_check.check(data)
    except ValueError:
        assert arrays is None
        return
    if arrays is None:
        try:
            library(data)
        except SafetensorError as error:
            if not any(
                word in str(error).lower() for word in ("utf", "surrogate", "deserial")
            ):  # a name that is no text
                raise


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
