"""The credential: Open Badges 3.0 as a signed JWT, and the certificate, a file that carries its evidence with it.

Pure: what goes in is what the board publishes, what comes out says it. The format: docs/design/0018-certificates.md.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import msgspec

from smol_grade.schedule import moment

from .certificate_errors import BadCertificate, NewerCertificate, NoIssuer
from .issuer import IssuerKey, need_extra
from .rules import Rules
from .schema import SCHEMA_VERSION, EvaluationRecord, GradeRecord, QuizRecord, Struct, canonical, read_record

HUB = "https://huggingface.co"
SUBJECT_TYPE = "ext:smol-grade-subject"
NAME_TYPE = "name"
CERTIFICATE_URN = "urn:smol-grade:certificate:"
RECORD_URN = "urn:smol-grade:record:"
RULES_URN = "urn:smol-grade:rules:"
IDENTIFIER = re.compile(r"[0-9a-f]{32}")
LARGEST_CERTIFICATE = 4_000_000
"""Bytes of a file."""
ABOUT = (
    "A certificate of the course with the evidence that it rests on. "
    "Verify it: smol-grade certificate verify FILE, or drop it on the page of the leaderboard."
)

Evidence = GradeRecord | QuizRecord | EvaluationRecord


class Holder(NamedTuple):
    """Who earned it."""

    subject: str
    """How records name them, 64 hexadecimal digits."""
    user: str
    """Their name on the Hub."""
    name: str = ""
    """What they want to be called beside it; see `shown_name`."""


class Status(NamedTuple):
    """Where it is said whether it was revoked."""

    url: str
    """Of the status list, as that list names itself."""
    bit: int
    """Its place in the list."""


class Certificate(Struct, frozen=True, kw_only=True):
    """The file: `certificates/XX/ID.json` in the store, and what `smol-grade certificate get` saves."""

    schema_version: int = SCHEMA_VERSION
    about: str = ABOUT
    credential: str
    """JWT."""
    records: tuple[msgspec.Raw, ...]
    """The published ones as they were published, sorted by id; `schema.read_record` reads them."""
    rules: msgspec.Raw
    """The published rules, as they were published."""

    @property
    def rules_sha256(self) -> str:
        """The name of this version of the rules: of its canonical JSON, whatever fields a later program knows."""
        return rules_sha256(bytes(self.rules))


def new_identifier() -> str:
    """Return the id of a certificate, 32 hexadecimal digits of a random UUID: it says nothing of the holder."""
    drawn = bytearray(secrets.token_bytes(16))
    drawn[6] = drawn[6] & 0x0F | 0x40
    drawn[8] = drawn[8] & 0x3F | 0x80
    return drawn.hex()


def urn(identifier: str) -> str:
    """Return how a credential names itself, for its id of 32 hexadecimal digits."""
    parts = (identifier[:8], identifier[8:12], identifier[12:16], identifier[16:20], identifier[20:])
    return "urn:uuid:" + "-".join(parts)


def build(
    *,
    identifier: str,
    rules: Rules,
    certificate: str,
    holder: Holder,
    records: Sequence[Evidence],
    criteria: str,
    status: Status,
    at: str,
    rules_name: str = "",
) -> dict[str, Any]:
    """Return the claims of a credential.

    `certificate` is the slug, `records` what `Standing.evidence` names, `criteria` the rule in words, `at` when it is
    issued, UTC, `2026-11-25T12:00:00Z`; `rules_name` is the SHA-256 of the rules as they were published, if it is not
    that of `rules` (an earlier program wrote them). Raises `NoIssuer` for rules without one, `KeyError` for a
    certificate that they do not have, `NoVerifyExtra`.
    """
    need_extra()
    from openbadgeslib import ob3

    if rules.issuer is None:
        raise NoIssuer
    rule = rules.certificate(certificate)
    issued = moment(at)
    expires = issued + datetime.timedelta(days=rules.valid_days) if rules.valid_days else None
    return ob3.OpenBadgeCredential(
        id=urn(identifier),
        issuer=ob3.Issuer(id=rules.issuer.did, name=rules.issuer.name, url=rules.issuer.url or None),
        recipient_id=f"{HUB}/{quote(holder.user, safe='')}",
        achievement=ob3.Achievement(
            id=CERTIFICATE_URN + rule.slug,
            name=rule.title.en,
            description=f"{rules.course.en}: {rule.title.en}",
            criteria_narrative=criteria,
            achievement_type="Certificate",
        ),
        name=rule.title.en,
        issuance_date=issued,
        expiration_date=expires,
        identifiers=[
            ob3.IdentityObject(identity_hash=told, identity_type=kind, hashed=False)
            for kind, told in ((SUBJECT_TYPE, holder.subject), (NAME_TYPE, holder.name))
            if told
        ],
        evidence=[
            *(_evidence(record) for record in records),
            ob3.Evidence(id=RULES_URN + (rules_name or rules.sha256), genre="rules"),
        ],
        credential_status=[ob3.status_entry(status.url, "revocation", status.bit)],
    ).to_jwt_payload()


def _evidence(record: Evidence) -> Any:
    from openbadgeslib import ob3

    if isinstance(record, GradeRecord):
        genre, description = "grade", record.suite_version
    elif isinstance(record, QuizRecord):
        genre, description = "quiz", record.bank_sha256
    else:
        genre, description = "evaluation", f"{record.model}@{record.revision}"
    return ob3.Evidence(
        id=RECORD_URN + record.id,
        narrative="sha256:" + record.content_sha256,
        name=record.unit,
        description=description,
        genre=genre,
    )


def sign(claims: dict[str, Any], key: IssuerKey) -> str:
    """Return the claims as a JWT, EdDSA, whose `kid` is the key's place in the issuer's DID document."""
    return key.signed(claims, str(claims["iss"]))


def certificate_file(credential: str, records: Iterable[bytes], rules: bytes) -> bytes:
    """Return a certificate's file: the JWT, the lines of the records by id and the rules, both as published."""
    lines = sorted(records, key=lambda line: read_record(line).id)
    return canonical(
        Certificate(credential=credential, records=tuple(msgspec.Raw(line) for line in lines), rules=msgspec.Raw(rules))
    )


def read_certificate(content: bytes) -> Certificate:
    """Read a certificate's file, strictly. Nothing in it is proven by that.

    Raises `BadCertificate`, `NewerCertificate`.
    """
    if len(content) > LARGEST_CERTIFICATE:
        raise BadCertificate("it is too large")
    try:
        if msgspec.json.decode(content, type=_Versioned).schema_version > SCHEMA_VERSION:
            raise NewerCertificate
        return msgspec.json.decode(content, type=Certificate)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadCertificate(str(error)[:300]) from error


def rules_sha256(content: bytes) -> str:
    """Return the name of published rules: SHA-256 of their canonical JSON."""
    return hashlib.sha256(canonical(msgspec.json.decode(content))).hexdigest()


class _Versioned(msgspec.Struct):
    schema_version: int


class Said(NamedTuple):
    """What a credential of ours says of itself. Unverified: for files that lie in the store."""

    identifier: str
    issuer: str
    certificate: str
    """Slug."""
    holder: Holder
    bit: int
    """In the status list."""
    list_url: str
    issued_at: str
    expires_at: str
    """Empty: never."""
    rules: str
    """SHA-256."""
    evidence: tuple[str, ...]
    """Ids of records, sorted."""
    kid: str


def said(credential: str) -> Said:
    """Return what a credential's JWT says, without a look at its signature; raise `BadCertificate` for none of ours."""
    try:
        header, payload, _ = credential.split(".")
        decoded = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (header, payload)]
        head, claims = (msgspec.json.decode(part) for part in decoded)
        subject = claims["credentialSubject"]
        named = {one["identityType"]: one["identityHash"] for one in subject["identifier"]}
        entry = claims["credentialStatus"]
        evidence = [one["id"] for one in claims["evidence"]]
        return Said(
            identifier=claims["jti"].removeprefix("urn:uuid:").replace("-", ""),
            issuer=claims["iss"],
            certificate=subject["achievement"]["id"].removeprefix(CERTIFICATE_URN),
            holder=Holder(
                named[SUBJECT_TYPE], unquote(subject["id"].removeprefix(HUB + "/")), named.get(NAME_TYPE, "")
            ),
            bit=int(entry["statusListIndex"]),
            list_url=entry["statusListCredential"],
            issued_at=claims["validFrom"],
            expires_at=claims.get("validUntil", ""),
            rules=next(one for one in evidence if one.startswith(RULES_URN)).removeprefix(RULES_URN),
            evidence=tuple(sorted(one.removeprefix(RECORD_URN) for one in evidence if one.startswith(RECORD_URN))),
            kid=head["kid"].partition("#")[2],
        )
    except (
        *(msgspec.MsgspecError, binascii.Error, ValueError, KeyError, TypeError, AttributeError),
        *(StopIteration, RecursionError),
    ) as error:
        raise BadCertificate("its credential is none of ours") from error
