"""Fingerprints of an answer: copydetect's filter and winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003).

The filter writes V for every name, S for strings and leaves white space and comments out, so new names and another
layout change nothing. Only the hash is ours: copydetect takes Python's own, which differs from one process to the
next, and winnowing chooses by the hash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .canonical import canonical

if TYPE_CHECKING:
    import numpy as np

    Hashes = np.ndarray[Any, np.dtype[np.uint64]]

LENGTH = 25
"""Characters of filtered code in one fingerprint, about nine tokens; copydetect's own choice."""
WINDOW = 6
"""Of so many that follow each other one is kept: a passage of LENGTH + WINDOW - 1 characters is never missed."""
FILE, LANGUAGE = "answer.py", "python"
BASE = 0x9E3779B97F4A7C15
MIX = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
"""Odd numbers without a pattern; the last two are those of SplitMix64."""


class Prints(NamedTuple):
    """What is known of an answer."""

    every: Hashes
    """Of all its passages of LENGTH characters, each once: what is common is counted with these."""
    kept: Hashes
    """Those that winnowing keeps, each once."""


def prints_of(code: str) -> Prints:
    """Return the fingerprints of an answer's code. Raises `NotPython`."""
    import numpy as np
    from copydetect import utils

    filtered, _ = utils.filter_code(canonical(code).text, FILE, LANGUAGE)
    hashes = hashed(filtered)
    every = np.unique(hashes)
    return Prints(every, utils.winnow(hashes, WINDOW)[0] if len(hashes) >= WINDOW else every)


def hashed(filtered: str) -> Hashes:
    """Return the hash of every passage of LENGTH characters, in order; the same in every process."""
    import numpy as np

    letters = np.frombuffer(filtered.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(letters) < LENGTH:
        return np.empty(0, dtype=np.uint64)
    powers = np.array([pow(BASE, power, 2**64) for power in range(LENGTH)], dtype=np.uint64)
    sums = np.lib.stride_tricks.sliding_window_view(letters, LENGTH) @ powers
    for shift, factor in zip((30, 27), MIX, strict=True):
        sums = (sums ^ (sums >> np.uint64(shift))) * np.uint64(factor)
    return sums ^ (sums >> np.uint64(31))
