"""What a verification finds: a result for each step, and how they add up."""

from __future__ import annotations

from typing import Literal

from .schema import SCHEMA_VERSION, Struct

State = Literal["passed", "failed", "unchecked", "noted", "skipped"]
"""`unchecked` leaves open whether it is valid, `noted` is what the reader should know and changes nothing."""
Result = Literal["valid", "invalid", "unknown"]
Fields = dict[str, str | int]


class Step(Struct, frozen=True, kw_only=True):
    """One step."""

    name: str
    state: State
    code: str
    """Of its sentence, `verify.CODE`."""
    fields: Fields = {}
    """Of the sentence. Texts of strangers: escape them."""


class Facts(Struct, frozen=True, kw_only=True):
    """What a credential says whose signature is right. Texts of strangers."""

    id: str
    certificate: str
    """Slug."""
    title: str
    user: str
    name: str = ""
    """The one that they chose to show."""
    subject: str
    issuer: str
    did: str
    kid: str
    issued_at: str
    expires_at: str = ""
    criteria: str = ""
    evidence: tuple[str, ...] = ()
    """A line for each record."""


class Verification(Struct, frozen=True, kw_only=True):
    """All of it."""

    schema_version: int = SCHEMA_VERSION
    result: Result
    steps: tuple[Step, ...]
    facts: Facts | None = None
    """None until the signature is right."""

    def step(self, name: str) -> Step:
        """Return a step by name; raise `KeyError`."""
        return {one.name: one for one in self.steps}[name]


class Finding(Exception):
    """Ends a step with another result than `passed`."""

    state: State = "failed"

    def __init__(self, code: str, **fields: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.fields: Fields = {name: value[:300] if isinstance(value, str) else value for name, value in fields.items()}


class Refused(Finding):
    """It is not as it must be."""


class Unchecked(Finding):
    """It could not be looked at."""

    state = "unchecked"


class Noted(Finding):
    """It is not looked at, or it is worth a word; the result does not depend on it."""

    state = "noted"


def result_of(steps: tuple[Step, ...]) -> Result:
    """Return what the steps say together: one that failed decides, else one that was not checked."""
    states = {step.state for step in steps}
    if "failed" in states:
        return "invalid"
    return "unknown" if states & {"unchecked", "skipped"} else "valid"
