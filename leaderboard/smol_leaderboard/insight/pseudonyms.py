"""Names for learners that cannot be turned back: numbers in an order that a key decides.

The key is drawn for one run and forgotten. A subject of the records will not do: the board says whose it is.
"""

from __future__ import annotations

import hashlib


def pseudonyms(learners: int, key: bytes) -> list[str]:
    """Return a name for each learner, `L0001`. Without the key, at least 16 random bytes, the order says nothing."""
    order = sorted(range(learners), key=lambda one: hashlib.blake2b(str(one).encode(), key=key).digest())
    width = max(4, len(str(learners)))
    names = [""] * learners
    for number, learner in enumerate(order, 1):
        names[learner] = f"L{number:0{width}}"
    return names
