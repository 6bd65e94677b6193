"""Make `judge/known/gsm8k.bin`: fingerprints of GSM8K's questions, so that the judge knows them without their texts.

GSM8K_DIR=... python -m smol_grade.devcheck.fingerprints
"""

from __future__ import annotations

import os

from ..errors import NoRealData
from ..judge.likeness import KNOWN, fingerprint
from ..judge.rows import gsm8k_folder, real_gsm8k


def questions() -> bytes:
    """Return the fingerprints of all questions of train.jsonl and test.jsonl, sorted; raise `NoRealData`."""
    folder = gsm8k_folder()
    if folder is None:
        raise NoRealData(os.environ.get("GSM8K_DIR", ""))
    return b"".join(sorted({fingerprint(row["question"]) for row in real_gsm8k(folder)}))


if __name__ == "__main__":
    KNOWN.mkdir(exist_ok=True)
    (KNOWN / "gsm8k.bin").write_bytes(questions())
