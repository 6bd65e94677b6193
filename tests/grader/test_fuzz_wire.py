"""Any bytes on the wire are plain data or refused: the judge's own readers, held against slower and simpler ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smol_grade import wire, wire_scan
from smol_grade.arrays import BadArray, from_wire, load

from .conftest import ROOT

EXAMPLES = 200_000 if os.environ.get("SMOL_GRADE_PROOF") == "full" else 400
CORPUS = ROOT / "tests" / "fuzz" / "corpus"
many = settings(deadline=None, max_examples=EXAMPLES)

TAGS = st.sampled_from([bytes([tag]) for tag in range(256)])
PIECES = st.one_of(
    TAGS,
    st.binary(max_size=4),
    st.sampled_from([b"\x81\xa1a", b"\x82\xa1a\xc0\xa1a\xc0", b"\xdd\x00\x00\x00\x02", b"\xdf\x00\x00\x00\x01\xa1k"]),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=3) | st.binary(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
        max_leaves=6,
    ).map(msgpack.packb),
    st.builds(
        lambda code, data: msgpack.packb(msgpack.ExtType(code, data)), st.integers(0, 127), st.binary(max_size=3)
    ),
)
BODIES = st.lists(PIECES, max_size=12).map(b"".join)


def nodes(value: Any, depth: int = 0) -> Iterator[tuple[Any, int]]:
    """Every value of plain data, with its depth."""
    yield value, depth
    for inner in value if type(value) is list else value.values() if type(value) is dict else ():
        yield from nodes(inner, depth + 1)


def accepted(body: bytes) -> tuple[bool, Any]:
    """Whether a body is read, and what it is."""
    try:
        return True, wire.decode(body)
    except wire.BadFrame:
        return False, None


@pytest.mark.proof
@many
@given(BODIES)
def test_what_is_read_is_plain(body: bytes) -> None:
    """What comes through has plain types only, within the bounds, and is what the bytes say."""
    read, value = accepted(body)
    if read:
        assert all(type(item) in (*wire.PLAIN, list, dict) and depth <= wire.MAX_DEPTH for item, depth in nodes(value))
        assert wire.decode(msgpack.packb(value)) == value or "nan" in repr(value)


@pytest.mark.proof
@many
@given(BODIES)
def test_the_count_agrees_with_the_library(body: bytes) -> None:
    """The walk over the bytes refuses nothing that a strict library takes, and passes nothing that it does not."""
    try:
        wire_scan.check(body, 10**6, 10**6, 100)
        scanned = True
    except ValueError:
        scanned = False
    try:
        msgpack.unpackb(body, strict_map_key=False, object_pairs_hook=_keys_are_texts, ext_hook=_refuse, timestamp=0)
        taken = True
    except UnicodeDecodeError:
        return  # only the library reads texts
    except (ValueError, TypeError, msgpack.UnpackException, msgpack.ExtraData):
        taken = False
    assert scanned == taken


def _keys_are_texts(pairs: list[tuple[Any, Any]]) -> int:
    if any(type(key) is not str for key, _ in pairs):
        raise ValueError("a key is no text")
    return 0


def _refuse(code: int, data: bytes) -> None:
    raise ValueError(code)


@given(BODIES, st.integers(1, 12), st.integers(0, 12), st.integers(0, 6))
def test_bounds_are_those_of_the_objects(body: bytes, values: int, keys: int, depth: int) -> None:
    """Values, keys and depth are counted on the bytes as they would be on the objects."""
    read, value = accepted(body)
    if not read:
        return
    found = list(nodes(value))
    named = sum(len(item) for item, _ in found if type(item) is dict)
    fits = len(found) <= values and named <= keys and max(at for _, at in found) <= depth
    try:
        wire_scan.check(body, values, keys, depth)
    except ValueError:
        assert not fits
    else:
        assert fits


@pytest.mark.proof
@many
@given(BODIES)
def test_arrays_in_a_reply_are_arrays_or_refused(body: bytes) -> None:
    """Whatever a reply says is an array is one, or is refused."""
    read, value = accepted(body)
    if read:
        try:
            from_wire(value)
            from_wire({"$array": body, "type": "Tensor", "dtype": "float32"})
        except BadArray:
            return


@pytest.mark.parametrize("path", sorted(CORPUS.glob("wire-*")), ids=lambda path: path.name)
def test_found_frames(path: Path) -> None:
    """Bodies that once broke a rule are data or refused."""
    accepted(path.read_bytes())


@pytest.mark.parametrize("path", sorted(CORPUS.glob("arrays-*")), ids=lambda path: path.name)
def test_found_arrays(path: Path) -> None:
    """Headers that once broke a rule are arrays or refused."""
    try:
        load(path.read_bytes())
    except BadArray:
        return
