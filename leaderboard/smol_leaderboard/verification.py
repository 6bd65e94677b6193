"""What a verification works with: who is trusted, what a board publishes, what each step finds for those after it."""

from __future__ import annotations

import datetime
import re
from typing import Any, NamedTuple, Protocol

from .credential import CERTIFICATE_URN, HUB, IDENTIFIER, NAME_TYPE, SUBJECT_TYPE, Certificate, Evidence, urn
from .findings import Facts, Fields, Finding
from .issuer import PublicKey
from .rules import Rules
from .schema import AnyRecord
from .tokens import Token

HASH = re.compile(r"[0-9a-f]{64}")
USER = re.compile(rf"{re.escape(HUB)}/(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{{0,95}})", re.ASCII)
SLUG = re.compile(rf"{CERTIFICATE_URN}(?P<slug>[a-z][a-z0-9_]{{0,63}})", re.ASCII)


class Published(Protocol):
    """What a board publishes. Raises our errors where it cannot be asked."""

    def certificate(self, identifier: str) -> bytes | None:
        """Return a certificate's file by its id."""
        ...

    def rules(self, sha256: str) -> bytes | None:
        """Return a version of the rules."""
        ...

    def records(self, subject: str) -> list[AnyRecord]:
        """Return the results of a learner."""
        ...

    def person(self, subject: str) -> str:
        """Return how the Hub spells the learner's name, as far as the board knows; empty: it does not."""
        ...

    def status(self) -> bytes | None:
        """Return the status list."""
        ...

    def reason(self, identifier: str) -> str | None:
        """Return why a certificate was revoked, None if it was not, by the board's list of reasons."""
        ...


class Trust(NamedTuple):
    """Who may have issued it, and with which keys."""

    did: str
    keys: tuple[PublicKey, ...]
    code: str = "issuer_board"
    """Where the keys come from, and when: `verify.CODE`."""
    fields: Fields = {}
    site: tuple[PublicKey, ...] | None = None
    """Those that the issuer's own site publishes, where it was asked and answered."""


class Work:
    """What the steps find out for those after them."""

    def __init__(self, content: bytes, trust: Trust | Finding, board: Published | None, now: datetime.datetime) -> None:
        self.content = content
        self.given_trust = trust
        self.board = board
        self.now = now
        self.file: Certificate | None = None
        self.bare = ""
        self.token: Token
        self.trust: Trust
        self.facts: Facts
        self.named: dict[str, dict[str, Any]] = {}
        self.rules_name = ""
        self.records: dict[str, Evidence] = {}
        self.rules: Rules

    @property
    def claims(self) -> dict[str, Any]:
        """What the credential says."""
        return self.token.claims


class Said(NamedTuple):
    """The sentence of a step that went well."""

    code: str
    fields: Fields = {}


def facts_of(token: Token, did: str) -> Facts:
    """Return what is shown of a credential; what is not of our form stays empty, and a later step says so."""
    claims = token.claims
    subject = dict_of(claims.get("credentialSubject"))
    achievement = dict_of(subject.get("achievement"))
    held = [one for one in map(dict_of, list_of(subject.get("identifier"))) if one.get("hashed") is False]
    named = [one.get("identityHash") for one in held if one.get("identityType") == SUBJECT_TYPE]
    shown = [one.get("identityHash") for one in held if one.get("identityType") == NAME_TYPE]
    user, slug = USER.fullmatch(text_of(subject.get("id"))), SLUG.fullmatch(text_of(achievement.get("id")))
    digits = text_of(claims.get("jti")).removeprefix("urn:uuid:").replace("-", "")
    right = IDENTIFIER.fullmatch(digits) and urn(digits) == claims.get("jti") == claims.get("id")
    return Facts(
        id=digits if right else "",
        certificate=slug["slug"] if slug else "",
        title=text_of(achievement.get("name")),
        user=user["name"] if user else "",
        name=text_of(shown[0]) if shown else "",
        subject=text_of(named[0]) if len(named) == 1 and HASH.fullmatch(text_of(named[0])) else "",
        issuer=text_of(dict_of(claims.get("issuer")).get("name")),
        did=did,
        kid=token.kid.partition("#")[2],
        issued_at=text_of(claims.get("validFrom")),
        expires_at=text_of(claims.get("validUntil")),
        criteria=text_of(dict_of(achievement.get("criteria")).get("narrative")),
        evidence=tuple(
            " ".join(text_of(dict_of(one).get(name)) for name in ("genre", "name", "description"))
            for one in list_of(claims.get("evidence"))
            if dict_of(one).get("genre") != "rules"
        ),
    )


def dict_of(value: object) -> dict[str, Any]:
    """Return an object, an empty one for what is none."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """Return a list, an empty one for what is none."""
    return value if isinstance(value, list) else []


def text_of(value: object) -> str:
    """Return a text, an empty one for what is none."""
    return value if isinstance(value, str) else ""
