"""What a learner hands in: the request, which everybody can read, and the sealed package in it."""

from __future__ import annotations

import msgspec

from .schema import SCHEMA_VERSION, ProjectEntry, Struct


class Request(Struct, frozen=True, kw_only=True):
    """The file that a learner's pull request adds, `requests/USER/ID.json`. Everything in it is public."""

    schema_version: int = SCHEMA_VERSION
    id: str
    user: str
    unit: str
    """Alias or slug."""
    smol_grade: str
    at: str
    """The learner's clock; decides nothing."""
    sealed_sha256: str
    sealed: str
    """Base64 of a PyNaCl sealed box of `Package` as canonical JSON, padded."""
    model: str = ""
    quiz: str = ""
    """Hash of the published questions that the package answers; empty where it holds exercises."""
    model_nonce: str = ""
    """32 hexadecimal digits that the model's card must hold, under `smol_course.nonce`: whoever can write there may."""
    shown_name: str | msgspec.UnsetType = msgspec.UNSET
    """What the learner wants to be called on certificates, see `shown_name`; empty takes it back."""
    entry: ProjectEntry | msgspec.UnsetType = msgspec.UNSET
    """What the final project shows beside its model; then the package may hold no file."""


class PackedFile(Struct, frozen=True, kw_only=True):
    """One file of a package."""

    exercise: str
    name: str
    """The file's own name: the exercise's code file or one of its data files."""
    text: str


class QuizAnswers(Struct, frozen=True, kw_only=True):
    """The answers to an official paper."""

    bank: str
    """SHA-256 of the published questions."""
    attempt: int
    """Which attempt at this unit's quiz, from 1: with user and unit it says which paper was asked."""
    answers: dict[str, tuple[str, ...]]
    """Item id -> answer, as `smol_grade.quiz.marking` reads it; what is not there was skipped."""


class Package(Struct, frozen=True, kw_only=True):
    """What is sealed. It names user, unit and request, so that a copied request is refused."""

    schema_version: int = SCHEMA_VERSION
    id: str
    user: str
    unit: str
    nonce: str
    """32 random hexadecimal digits: the same files never give the same hash."""
    files: tuple[PackedFile, ...]
    model: str = ""
    quiz: QuizAnswers | None = None
    padding: str = ""
    """Spaces, so that the sealed size tells little."""
