"""`[certificates]` and `[issuer]` of the manifest: what each certificate asks for, and who signs it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Literal

from .records import Record, Text

DID_WEB = re.compile(r"did:web:[A-Za-z0-9.-]{1,253}(%3A\d{1,5})?(:[A-Za-z0-9._-]{1,100}){0,5}", re.ASCII)
NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_GRACE_H, LONGEST_VALID_DAYS = 8_784, 36_525


class Kind(Record, frozen=True):
    """One certificate: what has to be reached."""

    slug: str
    """Stable name, stored in credentials."""
    title: Text
    units: tuple[str, ...]
    """Aliases of the units whose required exercises, and whose quiz, have to be passed."""
    includes: tuple[str, ...] = ()
    """Slugs of certificates, named before this one, whose conditions are conditions of this one too."""
    quiz: bool = True
    """Whether the official quiz of each unit has to be passed."""
    models: tuple[str, ...] = ()
    """Aliases of the units with which a model has to be handed in that counts and is better than its base."""
    project: bool = False
    """Whether the final project has to be accepted."""


class Certificates(Record, frozen=True):
    """The rules of all certificates."""

    exercise_percent: int
    """The least share of the points of each required exercise. Bonus exercises are never asked for."""
    quiz_percent: int
    """The least share of right answers in a quiz, practice or official."""
    late: Literal["counts", "does_not_count"] = "counts"
    """Whether what comes in after its due date and the grace counts. It is graded, and marked as late, in any case."""
    grace_h: int = 0
    """Hours after a due date in which nothing is late for a certificate."""
    valid_days: int = 0
    """How long a certificate is valid; 0: for ever."""
    kinds: tuple[Kind, ...] = ()


NONE = Certificates(exercise_percent=100, quiz_percent=100)
"""Of a manifest without the section: no certificates, and a quiz is passed when all of it is right."""


class Issuer(Record, frozen=True):
    """`[issuer]`: who signs certificates."""

    name: str
    did: str
    """`did:web:…`: its `did.json`, on the page's own site, holds the public keys."""
    url: str = ""


def problems(rules: Certificates, issuer: Issuer | None, units: Collection[str], *, project: bool) -> Iterator[str]:
    """Yield what types cannot say: shares that nobody can reach, units that are not there. `units` are aliases."""
    for name, number, low, high in (
        ("exercise_percent", rules.exercise_percent, 1, 100),
        ("quiz_percent", rules.quiz_percent, 1, 100),
        ("grace_h", rules.grace_h, 0, LONGEST_GRACE_H),
        ("valid_days", rules.valid_days, 0, LONGEST_VALID_DAYS),
    ):
        if not low <= number <= high:
            yield f"certificates.{name} must be from {low} to {high}"
    before: set[str] = set()
    for kind in rules.kinds:
        for problem in _of_kind(kind, before, units, project=project):
            yield f"certificates.kinds: {problem}"
        before.add(kind.slug)
    if issuer is not None and not DID_WEB.fullmatch(issuer.did):
        yield f"issuer.did {issuer.did!r} is not a did:web"


def _of_kind(kind: Kind, before: Collection[str], units: Collection[str], *, project: bool) -> Iterator[str]:
    if not NAME.fullmatch(kind.slug) or kind.slug in before:
        yield f"{kind.slug!r} is not a name (a-z, 0-9, _), or is used twice"
    for alias in (*kind.units, *kind.models):
        if alias not in units:
            yield f"{kind.slug} asks for {alias!r}, which is no unit"
    for other in kind.includes:
        if other not in before:
            yield f"{kind.slug} includes {other!r}, which is no certificate before it"
    if kind.project and not project:
        yield f"{kind.slug} asks for the final project, and there is no [project]"
    if not (kind.units or kind.includes or kind.models or kind.project):
        yield f"{kind.slug} asks for nothing"
