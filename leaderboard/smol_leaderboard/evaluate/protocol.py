"""The protocol: everything that decides which number a model gets, under one name. Other name, no common rank."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from typing import NamedTuple

from ..errors import ExtraNeeded
from ..tasks import catalogue, gsm8k, heldout

VERSION = "smol-eval-1"
"""Raised when the protocol is meant to be another one; the hash behind it notices also what was not meant."""


class Tolerance(NamedTuple):
    """By how much a measuring that is done again may differ from the first, in millionths.

    In float32 on one kind of machine greedy answers are the same texts. Elsewhere sums are added in another order, and
    a near tie between two tokens may end otherwise: a few samples in a hundred change.
    """

    proportion: int = 20_000
    loss: int = 2_000


class Protocol(NamedTuple):
    """What the hash is over."""

    version: str
    template_sha256: str
    """Of the pinned chat template."""
    strict: str = gsm8k.STRICT
    flexible: str = gsm8k.FLEXIBLE
    ignored: tuple[str, ...] = gsm8k.IGNORED
    greedy: bool = True
    public_seeds: tuple[str, ...] = (heldout.PUBLIC_SEED.decode(), heldout.EMBEDDED_SEED.decode())
    heldout_count: int = heldout.COUNT
    tolerance: Tolerance = Tolerance()

    @property
    def name(self) -> str:
        """As records have it, `smol-eval-1+0123456789ab`."""
        text = json.dumps([self._asdict(), catalogue.material()], sort_keys=True, ensure_ascii=True)
        return f"{self.version}+{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def protocol(template_sha256: str) -> Protocol:
    """Return the protocol of this program with a pinned chat template."""
    return Protocol(VERSION, template_sha256)


def ensure_installed() -> None:
    """Raise `ExtraNeeded` where what measures is not installed: before anything is fetched or started."""
    if importlib.util.find_spec("lm_eval") is None:
        raise ExtraNeeded("lm-eval", "evaluate")
