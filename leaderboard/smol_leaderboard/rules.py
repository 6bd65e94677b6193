"""`rules.json` in the store: what the certificates of this board ask for. Published, so anybody can recompute them.

Made of course.toml, `founding.rules_of`; every version that a credential was issued under stays, `layout.rules_at`.
"""

from __future__ import annotations

import datetime
import hashlib
from typing import Literal

from smol_grade.certificates import Issuer
from smol_grade.records import Language, Text
from smol_grade.schedule import MOMENT, Dates, moment

from .schema import SCHEMA_VERSION, Struct, canonical

Lateness = Literal["", "late", "too_late"]


class UnitRule(Struct, frozen=True, kw_only=True):
    """A unit that certificates may ask for."""

    alias: str
    title: Text
    exercises: dict[str, int]
    """Required exercise -> its points. Bonus exercises are not here."""


class CertificateRule(Struct, frozen=True, kw_only=True):
    """One certificate. Units are named by slug."""

    slug: str
    title: Text
    units: tuple[str, ...]
    includes: tuple[str, ...] = ()
    """Slugs of certificates whose conditions are conditions of this one too."""
    quiz: bool = True
    """Whether the official quiz of each unit has to be passed."""
    models: tuple[str, ...] = ()
    """Units with which a model has to be handed in that counts and beats its base."""
    project: str = ""
    """The unit with which the final project is handed in; empty: none is asked for."""


class Rules(Struct, frozen=True, kw_only=True):
    """The whole document."""

    schema_version: int = SCHEMA_VERSION
    course: Text
    exercise_percent: int
    quiz_percent: int
    late: Literal["counts", "does_not_count"]
    grace_h: int
    valid_days: int
    compared: str
    """The task in which a model has to beat its base by more than the interval of the comparison."""
    units: dict[str, UnitRule]
    """By slug."""
    certificates: tuple[CertificateRule, ...]
    cohorts: dict[str, dict[str, Dates]]
    """Name -> unit slug -> its dates."""
    issuer: Issuer | None = None
    practice: bool = False
    """A board for trying out: nothing on it counts for a certificate."""

    @property
    def sha256(self) -> str:
        """The name of this version of the rules: of the canonical JSON."""
        return hashlib.sha256(canonical(self)).hexdigest()

    def certificate(self, slug: str) -> CertificateRule:
        """Return a certificate's rule; raise `KeyError` for one that is not there."""
        return {rule.slug: rule for rule in self.certificates}[slug]

    def title_of(self, certificate: str, otherwise: str, language: Language) -> str:
        """Return what a certificate, by slug, is called; `otherwise` for one that is not there."""
        titles = {rule.slug: rule.title for rule in self.certificates}
        return titles[certificate].in_language(language) if certificate in titles else otherwise

    def lateness(self, cohort: str, unit: str, received_at: str) -> Lateness:
        """Return whether something came in after its due date, and whether too late to count."""
        due = self.cohorts.get(cohort, {}).get(unit, Dates()).due
        if not due or received_at <= due:
            return ""
        forgiven = (moment(due) + datetime.timedelta(hours=self.grace_h)).strftime(MOMENT)
        return "late" if self.late == "counts" or received_at <= forgiven else "too_late"
