"""Whether a result was made by suites that are not the ones of today. Pure.

Per exercise where the record says which suite graded it, per unit where it does not; an exercise that nobody began has
no point under any suite. `docs/design/0024-regrading.md` has the reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .schema import GradeRecord, Struct


class Suites(NamedTuple):
    """The suites of one unit that a result is compared with."""

    version: str
    """`suite_version` of the unit."""
    protocol: int
    exercises: Mapping[str, str]
    """Exercise -> digits of its suite, of those whose digits are known."""


class MadeBy(Struct, frozen=True, kw_only=True):
    """What of a grade record decides whether it is stale."""

    version: str
    protocol: int
    begun: tuple[tuple[str, str], ...]
    """Each exercise that was begun, and the digits of its suite; empty where the record does not say."""


def made_by(grade: GradeRecord) -> MadeBy:
    """Return by which suites a result was made."""
    return MadeBy(
        version=grade.suite_version,
        protocol=grade.protocol_version,
        begun=tuple((one.name, one.suite or "") for one in grade.graded if one.begun),
    )


def outdated(made: MadeBy, suites: Suites) -> tuple[str, ...]:
    """Return the exercises that were begun and that another suite, or another protocol, graded than one of these."""
    return tuple(name for name, digits in made.begun if _is_another(name, digits, made, suites))


def _is_another(name: str, digits: str, made: MadeBy, suites: Suites) -> bool:
    if made.protocol != suites.protocol:
        return True
    now = suites.exercises.get(name, "")
    return digits != now if digits and now else made.version != suites.version
