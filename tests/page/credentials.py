"""A board with a certificate, made here step by step and with no code of the issuer: what a verification has to accept or refuse."""

from __future__ import annotations

import base64
import datetime
import functools
import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from leaderboard.memory_store import MemoryStore
from leaderboard.sample_board import grade, people, segments, settings, subject
from leaderboard.sample_evaluations import digest, evaluation
from leaderboard.test_certify import RULES as SAMPLE_RULES
from leaderboard.test_certify import quiz

from smol_grade.certificates import Issuer
from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.rules import Rules
from smol_leaderboard.schema import AnyRecord, ExerciseGrade, Gain, canonical, read_record, sealed_record

DID = "did:web:course.example"
KID = f"{DID}#key-1"
ID = "0123456789abcdef0123456789abcdef"
LIST = "https://huggingface.co/datasets/course/board/resolve/main/status/revocation.jwt"
INDEX = 4_711
RULES: Rules = msgspec.structs.replace(SAMPLE_RULES, issuer=Issuer(name="A made-up course", did=DID))
USER = "ada"
LEARNER, OTHER = 1, 2
FULL = sum(RULES.units["instruction"].exercises.values())
ISSUED = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)

Claims = dict[str, Any]


def key(seed: str = "issuer") -> Ed25519PrivateKey:
    """Return a key that is the same in every run. Of tests: it signs nothing else."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())


def base64url(data: bytes) -> str:
    """Return the JWT's spelling of bytes."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def public(seed: str = "issuer") -> bytes:
    """Return the 32 bytes of a public key."""
    return key(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def did_document(keys: Mapping[str, str] | None = None, did: str = DID) -> bytes:
    """Return `issuer.json` with keys, name -> seed."""
    methods = [
        {
            "id": name,
            "type": "JsonWebKey2020",
            "controller": did,
            "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "x": base64url(public(seed))},
        }
        for name, seed in (keys or {KID: "issuer"}).items()
    ]
    found = {"@context": ["https://www.w3.org/ns/did/v1"], "id": did, "verificationMethod": methods}
    return canonical(found | {"assertionMethod": [method["id"] for method in methods]})


def signed(claims: Any, seed: str = "issuer", **header: Any) -> str:
    """Return a JWT; what `header` says replaces what it should say."""
    head = {"alg": "EdDSA", "kid": KID, "typ": "JWT"} | header
    parts = [base64url(json.dumps(part).encode()) for part in (head, claims)]
    text = ".".join(parts)
    return f"{text}.{base64url(key(seed).sign(text.encode()))}"


def text_of(moment: datetime.datetime) -> str:
    """Return a time as credentials say it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def records(learner: int = LEARNER, *, received: int = 0) -> list[AnyRecord]:
    """Return what earns a learner the first certificate, as it is published."""
    exercises = tuple(
        ExerciseGrade(name=name, points=points, max_points=points, checks=())
        for name, points in RULES.units["instruction"].exercises.items()
    )
    graded = msgspec.structs.replace(grade(learner, points=FULL, full=FULL, received=received), exercises=exercises)
    answered = quiz("instruction", subject=subject(learner), at=graded.at, received_at=graded.received_at)
    answered = msgspec.structs.replace(answered, id=digest("quiz", learner), request=digest(learner)[:32])
    gain = Gain(task="loss", base=digest("base"), difference=30_000, low=20_000, high=40_000)
    return [sealed_record(graded), sealed_record(answered), evaluation(learner, gains=(gain,), received=received)]


def claims_of(found: list[AnyRecord], rules: Rules = RULES, user: str = USER, learner: int = LEARNER) -> Claims:
    """Return the claims of a credential that rests on records."""
    kinds = {type(one): str(one.__struct_config__.tag) for one in found}
    evidence = [
        {
            "id": f"urn:smol-grade:record:{one.id}",
            "type": ["Evidence"],
            "genre": kinds[type(one)],
            "name": one.unit,  # type: ignore[union-attr]
            "description": "",
            "narrative": f"sha256:{one.content_sha256}",
        }
        for one in found
    ]
    evidence.append({"id": f"urn:smol-grade:rules:{rules.sha256}", "type": ["Evidence"], "genre": "rules"})
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": f"urn:uuid:{ID}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Fundamentals",
        "issuer": {"id": DID, "type": ["Profile"], "name": "A made-up course"},
        "validFrom": text_of(ISSUED),
        "credentialSubject": {
            "id": f"https://huggingface.co/{user}",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityType": "ext:smol-grade-subject",
                    "identityHash": subject(learner),
                    "hashed": False,
                }
            ],
            "achievement": {
                "id": "urn:smol-grade:certificate:fundamentals",
                "type": ["Achievement"],
                "name": "Fundamentals of instruction tuning",
                "criteria": {"narrative": "The rule, in words."},
            },
        },
        "evidence": evidence,
        "credentialStatus": status_entry(),
        "iss": DID,
        "sub": f"https://huggingface.co/{user}",
        "jti": f"urn:uuid:{ID}",
        "nbf": int(ISSUED.timestamp()),
    }


def status_entry(**changes: Any) -> dict[str, Any]:
    """Return where the credential says that its revocation is told."""
    return {
        "id": f"{LIST}#{INDEX}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(INDEX),
        "statusListCredential": LIST,
    } | changes


def status_list(
    *revoked: int,
    bits: int = 131_072,
    days: int = 400,
    seed: str = "issuer",
    url: str = LIST,
    purpose: str = "revocation",
) -> bytes:
    """Return a signed list that is valid from yesterday for so many days from now."""
    packed = bytearray(bits // 8)
    for index in revoked:
        packed[index // 8] |= 0x80 >> index % 8
    now = datetime.datetime.now(datetime.UTC)
    claims = {
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": DID,
        "validFrom": text_of(now - datetime.timedelta(days=1)),
        "validUntil": text_of(now + datetime.timedelta(days=days)),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": "u" + base64url(gzip.compress(bytes(packed))),
        },
        "iss": DID,
        "jti": url,
        "nbf": int(now.timestamp()) - 86_400,
    }
    return signed(claims, seed).encode()


def certificate_file(credential: str, found: list[AnyRecord], rules: Any = RULES) -> bytes:
    """Return the file that a learner shows."""
    plain = [msgspec.to_builtins(one) for one in found]
    content = {"schema_version": 1, "about": {}, "credential": credential, "records": plain}
    return msgspec.json.encode(content | {"rules": msgspec.to_builtins(rules)})


class Certified:
    """A board on which ada has a certificate, and bob the same results. Change its parts, then look at the page."""

    def __init__(
        self,
        change: Callable[[Claims], object] = lambda _: None,
        found: tuple[AnyRecord, ...] = (),
        rules: Rules = RULES,
        **header: Any,
    ) -> None:
        self.records = list(found) or records()
        self.claims = claims_of(self.records, rules)
        change(self.claims)
        self.credential = signed(self.claims, **header)
        self.file = certificate_file(self.credential, self.records, rules)
        self.store = MemoryStore(_board(tuple(map(canonical, self.records))))
        self.store.content |= {
            "status/revocation.jwt": status_list(),
            "status/reasons.json": b'{"schema_version":1,"revoked":{}}',
            layout.certificate(ID): self.file,
        }


@functools.cache
def _board(lines: tuple[bytes, ...]) -> Mapping[str, bytes]:
    store = MemoryStore({layout.SETTINGS: canonical(settings({"instruction": FULL}))})
    store.content |= people({LEARNER: USER, OTHER: "bob"})
    store.content |= segments([*map(read_record, lines), *records(OTHER)])
    store.content |= {
        layout.RULES: canonical(RULES),
        layout.rules_at(RULES.sha256): canonical(RULES),
        layout.ISSUER: did_document(),
    }
    rebuild(store)
    return store.content
