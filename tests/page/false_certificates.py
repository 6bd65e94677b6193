"""Certificates that are not good, each in one way; and boards on which one part is another."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any

import msgspec
from leaderboard.sample_board import grade, segments, subject

from smol_grade.certificates import Issuer
from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.rules import Rules
from smol_leaderboard.schema import AnyRecord, GradeRecord, canonical, sealed_record

from .credentials import (
    DID,
    FULL,
    ID,
    INDEX,
    KID,
    LEARNER,
    OTHER,
    RULES,
    Certified,
    Claims,
    base64url,
    certificate_file,
    did_document,
    public,
    records,
    signed,
    status_entry,
    status_list,
)


def revoked(reason: str = "") -> Certified:
    """A certificate whose bit is set."""
    made = Certified()
    made.store.content["status/revocation.jwt"] = status_list(INDEX)
    if reason:
        made.store.content["status/reasons.json"] = json.dumps(
            {"schema_version": 1, "revoked": {ID: {"bit": INDEX, "at": "2026-11-02T00:00:00Z", "reason": reason}}}
        ).encode()
    return made


def stored(path: str, content: bytes | None) -> Certified:
    """A certificate on a board in which one file is another."""
    made = Certified()
    if content is None:
        del made.store.content[path]
    else:
        made.store.content[path] = content
    return made


OTHER_ISSUER = Issuer(name="", did="did:web:another.example")


def claimed(**claims: Any) -> Certified:
    """A certificate that claims something else; None: does not claim it."""

    def change(all_: Claims) -> None:
        for name, value in claims.items():
            all_.pop(name) if value is None else all_.update({name: value})

    return Certified(change)


def of_subject(**changes: Any) -> Certified:
    """A certificate with another subject."""
    return Certified(lambda claims: claims["credentialSubject"].update(changes))


def called(*names: str) -> Certified:
    """A certificate that calls its holder so."""

    def change(claims: Claims) -> None:
        for name in names:
            told = {"type": "IdentityObject", "identityType": "name", "identityHash": name, "hashed": False}
            claims["credentialSubject"]["identifier"].append(told)

    return Certified(change)


def headed(seed: str = "issuer", **header: Any) -> Certified:
    """A certificate with another header or signed by another key."""
    return Certified(seed=seed, **header)


def with_file(**changes: Any) -> Certified:
    """A certificate in whose file something was exchanged."""
    made = Certified()
    made.file = json.dumps(json.loads(made.file) | changes).encode()
    return made


def with_records(change: Callable[[list[dict[str, Any]]], object]) -> Certified:
    """A certificate in whose file the records were changed."""
    made = Certified()
    content = json.loads(made.file)
    change(content["records"])
    made.file = json.dumps(content).encode()
    return made


def points_lost() -> Certified:
    """A record with full marks, changed in the file after it was issued with fewer."""
    return with_records(lambda found: found[0]["exercises"][0].update(points=1))


def resealed() -> Certified:
    """A record changed and hashed anew: a good record, but not the one that was signed."""
    good = records()
    changed = sealed_record(msgspec.structs.replace(good[1], right=10))
    return with_file(records=[msgspec.to_builtins(one) for one in (good[0], changed, good[2])])


def superseded() -> Certified:
    """A later suite graded the exercises again."""
    made = Certified()
    old = made.records[0]
    new = grade(LEARNER, points=10, full=FULL, at=90_000, supersedes=old.id, suite="0.4.0+aaaaaaaaaaaa")
    made.store.content |= segments([new])
    rebuild(made.store)
    return made


def mark_lost() -> tuple[AnyRecord, ...]:
    """Records that lack a point."""
    first, *rest = records()
    assert isinstance(first, GradeRecord)
    exercises = (
        msgspec.structs.replace(first.exercises[0], points=first.exercises[0].points - 1),
        *first.exercises[1:],
    )
    return (sealed_record(msgspec.structs.replace(first, exercises=exercises, points=first.points - 1)), *rest)


def hmac_confused() -> Certified:
    """Signed by HS256 with the public key as the secret, as if that were one."""
    made = Certified()
    text = ".".join(
        base64url(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": KID, "typ": "JWT"}, made.claims)
    )
    tag = hmac.new(public(), text.encode(), "sha256").digest()
    made.file = certificate_file(f"{text}.{base64url(tag)}", made.records)
    return made


def swapped_learner() -> Certified:
    """Another user's name in a credential, under the signature that it had."""
    made = Certified()
    header, _, signature = made.credential.split(".")
    claims = json.loads(json.dumps(made.claims).replace("huggingface.co/ada", "huggingface.co/bob"))
    made.file = certificate_file(f"{header}.{base64url(json.dumps(claims).encode())}.{signature}", made.records)
    return made


def embedded_key() -> Certified:
    """Signed by a stranger who put his own key into the header."""
    return headed("stranger", jwk={"kty": "OKP", "crv": "Ed25519", "x": base64url(public("stranger"))})


def other_rules() -> Rules:
    """Rules that ask for less."""
    return msgspec.structs.replace(RULES, quiz_percent=1)


def rotated(**keys: str) -> Certified:
    """A board whose issuer has other keys."""
    return stored(layout.ISSUER, did_document({f"{DID}#{name}": seed for name, seed in keys.items()}))


def headed_by(did: str) -> Certified:
    """A certificate of another issuer, in itself consistent."""
    made = Certified(lambda claims: claims.update(iss=did, issuer={"id": did}))
    made.credential = signed(made.claims, kid=f"{did}#key-1")
    made.file = certificate_file(made.credential, made.records)
    return made


def forgotten() -> Certified:
    """A board that has lost the learner's gradings."""
    made = Certified()
    made.store.content = {
        path: data for path, data in made.store.content.items() if not path.startswith(("records/", "board/"))
    }
    made.store.content |= segments(records(OTHER))
    rebuild(made.store)
    return made


def spoilt(content: bytes) -> Certified:
    """Another file altogether."""
    made = Certified()
    made.file = content
    return made


INVALID: dict[str, Callable[[], Certified]] = {
    "jwt_alg": lambda: headed(alg="none"),
    "jwt_alg 2": hmac_confused,
    "jwt_alg 3": lambda: headed(alg="eddsa"),
    "jwt_alg 4": lambda: headed(alg="ES256"),
    "jwt_alg 5": lambda: headed(alg=["EdDSA"]),
    "jwt_kid": lambda: headed(kid=None),
    "jwt_kid 2": lambda: headed(kid="did:web:evil.example#key-1"),
    "jwt_crit": lambda: headed(crit=["exp"]),
    "jwt_type": lambda: claimed(type=["VerifiableCredential", "BitstringStatusListCredential"]),
    "key_unknown": lambda: headed(kid=f"{DID}#key-2"),
    "key_unknown 2": lambda: rotated(**{"key-2": "another"}),
    "signature_bad": lambda: headed("stranger"),
    "signature_bad 2": embedded_key,
    "signature_bad 4": swapped_learner,
    "signature_bad 3": lambda: rotated(**{"key-1": "another"}),
    "issuer_differs": lambda: claimed(issuer={"id": "did:web:evil.example"}),
    "dates_early": lambda: claimed(validFrom="2999-01-01T00:00:00Z", nbf=32_472_144_000),
    "dates_expired": lambda: claimed(validUntil="2026-11-02T00:00:00Z", exp=1_793_577_600),
    "dates_form": lambda: claimed(nbf=1),
    "dates_form 2": lambda: claimed(exp=4_000_000_000),
    "subject_form": lambda: claimed(sub="https://huggingface.co/bob"),
    "subject_form 2": lambda: of_subject(id="https://evil.example/ada"),
    "subject_form 3": lambda: of_subject(identifier=[]),
    "subject_name": lambda: called("\u202eanA"),
    "subject_name 2": lambda: called("see example.org"),
    "subject_name 3": lambda: called("Ana", "Bob"),
    "subject_other": lambda: Certified(
        lambda claims: claims["credentialSubject"]["identifier"][0].update(identityHash=subject(OTHER))
    ),
    "evidence_missing": lambda: with_file(records=[msgspec.to_builtins(one) for one in records(OTHER)]),
    "evidence_missing 2": lambda: with_records(lambda found: found.pop()),
    "evidence_more": lambda: with_records(lambda found: found.append(msgspec.to_builtins(records(OTHER)[1]))),
    "evidence_more 2": lambda: with_records(lambda found: found.append(found[0])),
    "evidence_damaged": points_lost,
    "evidence_changed": resealed,
    "evidence_form": lambda: claimed(evidence=None),
    "evidence_form 2": lambda: Certified(lambda claims: claims["evidence"].append(claims["evidence"][0])),
    "rules_changed": lambda: with_file(rules=msgspec.to_builtins(other_rules())),
    "rules_unpublished": lambda: Certified(rules=other_rules()),
    "rules_other": lambda: stored(layout.rules_at(RULES.sha256), canonical(other_rules())),
    "rule_unmet.one": lambda: Certified(found=mark_lost()),
    "rule_unmet.other": lambda: Certified(found=(records()[0],)),
    "rule_more": lambda: Certified(
        found=(*records(), sealed_record(msgspec.structs.replace(records()[1], id="0" * 64, right=9)))
    ),
    "rule_unknown": lambda: Certified(
        lambda claims: claims["credentialSubject"]["achievement"].update(id="urn:smol-grade:certificate:other")
    ),
    "records_superseded": superseded,
    "records_gone": forgotten,
    "status_entry": lambda: claimed(credentialStatus=None),
    "status_entry 2": lambda: claimed(credentialStatus=status_entry(statusPurpose="suspension")),
    "status_entry 3": lambda: claimed(credentialStatus=status_entry(statusListIndex="131072")),
    "status_entry 4": lambda: claimed(credentialStatus=status_entry(statusSize=2)),
    "status_other": lambda: claimed(
        credentialStatus=status_entry(statusListCredential="https://evil.example/list.jwt")
    ),
    "status_other 2": lambda: stored("status/revocation.jwt", status_list(url="https://evil.example/list.jwt")),
    "revoked": revoked,
    "file_json": lambda: spoilt(b'{"schema_version":1,"schema_version":1}'),
    "file_json 2": lambda: spoilt(b"{"),
    "file_json 3": lambda: spoilt(b'{"a":' * 70 + b"1" + b"}" * 70),
    "file_shape": lambda: spoilt(b'{"schema_version":1}'),
    "file_shape 2": lambda: with_file(records=[{"kind": "grade"}]),
    "file_shape 3": lambda: with_file(rules={"units": {}}),
    "file_newer": lambda: with_file(schema_version=2),
    "file_nothing": lambda: spoilt(b"hello"),
    "file_text": lambda: spoilt(b'{"a":"\xff"}'),
    "file_large": lambda: spoilt(b"{" + b" " * 4_000_001 + b"}"),
    "jwt_form": lambda: with_file(credential=Certified().credential + "="),
    "jwt_form 2": lambda: with_file(credential=" " + Certified().credential),
    "jwt_form 3": lambda: with_file(credential=Certified().credential + ".x"),
    "jwt_form 4": lambda: headed(extra=1.5),
}
