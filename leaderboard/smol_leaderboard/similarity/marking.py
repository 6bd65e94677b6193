"""What of an answer is marked: the passages that another answer shares, and the common ground.

Fingerprints are of the code as it is compared; the marks are on the answer's own text, name by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from .canonical import Canonical, Span, canonical, places
from .fingerprints import FILE, LANGUAGE, LENGTH, hashed

if TYPE_CHECKING:
    import numpy as np

    from .fingerprints import Hashes

Kind = Literal["own", "common", "shared", "stub"]
BETWEEN = 60
"""Longest stretch of signs and keywords between two marked names that is marked with them."""

AROUND_BREAK = re.compile(r"\s*\n\s*")
BLOCK = 4
"""Lines of the stub in a row that are not worth reading again."""


class Piece(NamedTuple):
    """A part of an answer's text."""

    text: str
    kind: Kind


def pieces_of(code: str, shared: Hashes, ground: Hashes, stub: frozenset[str] = frozenset()) -> list[Piece]:
    """Return an answer's code in pieces, by what they are.

    `stub` are lines, stripped, that the answer began with: a block of them is a piece of its own. Raises `NotPython`.
    """
    compared = canonical(code)
    spans = sorted(places(code, compared), key=lambda pair: pair[1])
    kinds: list[Kind] = ["own"] * len(code)
    passages: tuple[tuple[Kind, Hashes], ...] = (("common", ground), ("shared", shared))
    for kind, wanted in passages:  # what is shared has the last word
        inside = _inside(compared, wanted)
        last: Span | None = None
        for there, here in spans:
            if not inside[there.begin]:
                last = None
                continue
            for at in [*_joint(code, last, here), *range(here.begin, here.end)]:
                kinds[at] = kind
            last = here
    for begin, end in _blocks(code, stub):
        kinds[begin:end] = ["stub"] * (end - begin)
    runs = groupby(range(len(code)), key=lambda at: kinds[at])
    return [Piece("".join(code[at] for at in run), kind) for kind, run in runs]


def _joint(code: str, last: Span | None, here: Span) -> list[int]:
    """Return the places of signs and keywords between two marked names; white space around a line break is none."""
    between = code[last.end : here.begin] if last is not None else ""
    if last is None or len(between) > BETWEEN or set("#'\"") & set(between):
        return []
    white = {at for found in AROUND_BREAK.finditer(between) for at in range(*found.span())}
    return [last.end + at for at in range(len(between)) if at not in white]


def _blocks(code: str, stub: frozenset[str]) -> Iterator[Span]:
    """Yield blocks of at least BLOCK lines that are the stub's, without the line break at their end."""
    begin = at = count = 0
    for line in [*code.split("\n"), "\0"]:
        if line.strip() in stub or (count and not line.strip()):
            begin = begin if count else at
            count += 1
        else:
            if count >= BLOCK:
                yield Span(begin, at - 1)
            count = 0
        at += len(line) + 1


def _inside(compared: Canonical, wanted: Hashes) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return for each character of what is compared whether it stands in a passage with such a fingerprint."""
    import numpy as np
    from copydetect import utils

    inside = np.zeros(len(compared.text) + 1, dtype=np.bool_)
    filtered, offsets = utils.filter_code(compared.text, FILE, LANGUAGE)
    begins = np.flatnonzero(np.isin(hashed(filtered), wanted))
    for first, last in _slices(begins):
        begin, end = (_place(place, offsets) for place in (first, last))
        inside[begin : end + 1] = True
    return inside


def _slices(begins: Any) -> Iterator[tuple[int, int]]:
    """Yield the first and the last character of each run of passages, in the filtered code."""
    from copydetect import utils

    if len(begins):
        for first, end in utils.get_copied_slices(begins, LENGTH).T.tolist():
            yield int(first), int(end) - 1


def _place(place: int, offsets: Any) -> int:
    """Return where a character of the filtered code stands in the code that was filtered.

    Each of copydetect's entries says how much was left out before a place. That for a class's name says too little;
    the largest before it mends that.
    """
    import numpy as np

    at, left_out = np.maximum.accumulate(np.array(offsets, dtype=np.int64).reshape(-1, 2)).T
    return place + int(left_out[min(int(np.searchsorted(at, place)), len(at) - 1)])
