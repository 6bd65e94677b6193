"""The secret seed of one official grading, what is published of it at once, and what a suite draws from it.

A suite's own seed has 32 bits: whoever knew a hash of it could try out all of them. So the secret has 32 bytes, its
commitment stands in the grade record, and the secret itself is published when the cohort closes (`reveal`). With it
anybody can check that the seed was fixed before the grading was seen, and grade again.
"""

from __future__ import annotations

import hashlib
import hmac

SECRET_BYTES = 32
SUITE_SEED_BYTES = 4


def secret(seed_key: bytes, grade_id: str) -> bytes:
    """Return the secret of a grading, 32 bytes: nobody without the course's seed key can know it beforehand."""
    return _mac(seed_key, "seed", grade_id)


def commitment(secret: bytes, grade_id: str) -> str:
    """Return what is published with the grade, 64 hexadecimal digits: it fixes the secret and tells nothing of it."""
    return _mac(secret, "commitment", grade_id).hex()


def suite_seed(secret: bytes) -> int:
    """Return the seed that the suites get, 0 to 2**32 - 1."""
    return int.from_bytes(_mac(secret, "suite", "")[:SUITE_SEED_BYTES], "big")


def is_committed(secret: bytes, grade_id: str, published: str) -> bool:
    """Return whether a revealed secret is the one that the grade's record committed to."""
    return hmac.compare_digest(commitment(secret, grade_id).encode(), published.lower().encode("utf-8", "replace"))


def _mac(key: bytes, use: str, text: str) -> bytes:
    """Return HMAC-SHA256 (RFC 2104); each use of a key has a name, so that no value serves for another."""
    return hmac.new(key, f"smol-grade {use}\n{text}".encode(), hashlib.sha256).digest()
