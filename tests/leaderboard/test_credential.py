"""The credential: what it says, what standards ask of it, and that nothing of the key is in it or in what is said."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec
import pytest
from joserfc import jwt as jose
from joserfc.jwk import OKPKey
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3Verifier

from smol_leaderboard.certificate_errors import BadCertificate, BadIssuer, BadIssuerKey, NewerCertificate, NoIssuer
from smol_leaderboard.certify import standing
from smol_leaderboard.credential import read_certificate, said, sign
from smol_leaderboard.issuer import IssuerKey, PublicKey, document, new_key, read_document
from smol_leaderboard.schema import canonical, read_record

from .credentials import AT, LIST, claims, earned, key, made
from .sample_board import subject
from .test_certify import RULES

DID = RULES.issuer.did if RULES.issuer else ""


def resolved(keys: list[IssuerKey], did: str = DID) -> OB3Verifier:
    """openbadgeslib's own verifier, which reads our DID document as if from the web."""
    content = document(did, tuple(msgspec.convert(one.jwk, PublicKey) for one in keys))
    return OB3Verifier.for_issuer_did(did, lambda _: content)


def test_openbadgeslib_verifies_it_by_the_did_document() -> None:
    """The key is found by its `kid`, of several; the issuer is bound to the DID."""
    one, other = key(), key()
    badge = resolved([other, one]).verify(sign(claims(), one))
    assert (DID, "https://huggingface.co/learner1") == (badge.issuer.id, badge.recipient_id)
    assert "urn:smol-grade:certificate:fundamentals" == badge.achievement.id
    with pytest.raises(LibOpenBadgesException):
        resolved([other]).verify(sign(claims(), one))


def required() -> dict[str, Any]:
    """The fields that Open Badges 3.0 requires of an achievement credential as a JWT, and their JSON types."""
    return {
        "@context": list,
        "id": str,
        "type": list,
        "issuer.id": str,
        "issuer.type": list,
        "validFrom": str,
        "credentialSubject.type": list,
        "credentialSubject.achievement.id": str,
        "credentialSubject.achievement.type": list,
        "credentialSubject.achievement.name": str,
        "credentialSubject.achievement.description": str,
        "credentialSubject.achievement.criteria.narrative": str,
        "iss": str,
        "jti": str,
        "nbf": int,
        "sub": str,
    }


def test_another_implementation_verifies_it_and_finds_what_the_standard_requires() -> None:
    """joserfc shares no code with the issuer. The header holds nothing that Open Badges 3.0 does not know."""
    signer = key()
    token = jose.decode(sign(claims(), signer), OKPKey.import_key(dict(signer.jwk)), algorithms=["EdDSA"])
    assert {"alg": "EdDSA", "typ": "JWT", "kid": f"{DID}#{signer.kid}"} == token.header
    for path, kind in required().items():
        value: Any = token.claims
        for name in path.split("."):
            value = value[name]
        assert isinstance(value, kind), path
        assert value, path
    found = token.claims
    contexts = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
    assert contexts == found["@context"][:2]
    assert {"VerifiableCredential", "OpenBadgeCredential"} == set(found["type"])
    assert (found["issuer"]["id"], found["id"], found["credentialSubject"]["id"]) == (
        found["iss"],
        found["jti"],
        found["sub"],
    )
    assert "exp" not in found


def test_a_certificate_that_expires_says_so_twice() -> None:
    """`exp` and `validUntil` are the same moment, so many days after it was issued."""
    found = claims(rules=msgspec.structs.replace(RULES, valid_days=365))
    assert 365 * 86_400 == found["exp"] - found["nbf"]
    assert "2027-11-24T12:00:00Z" == found["validUntil"]


def test_it_names_exactly_its_records_and_its_rules() -> None:
    """Each record with its hash; the file carries them whole, and they imply the certificate."""
    signer = key()
    content = made(signer)
    file = read_certificate(content)
    records = [read_record(bytes(line)) for line in file.records]
    by_id = {record.id: record for record in records}
    found = jose.decode(file.credential, OKPKey.import_key(dict(signer.jwk)), algorithms=["EdDSA"]).claims
    rules = [one for one in found["evidence"] if one["genre"] == "rules"]
    assert ["urn:smol-grade:rules:" + file.rules_sha256] == [one["id"] for one in rules]
    assert RULES.sha256 == file.rules_sha256
    named = {
        one["id"].removeprefix("urn:smol-grade:record:"): (one["genre"], one["narrative"])
        for one in found["evidence"]
        if one["genre"] != "rules"
    }
    assert {
        record.id: (msgspec.to_builtins(record)["kind"], "sha256:" + record.content_sha256) for record in records
    } == named
    assert standing(records, RULES, "fundamentals").met
    assert tuple(sorted(by_id)) == standing(records, RULES, "fundamentals").evidence
    assert content == canonical(json.loads(content))


def test_what_a_credential_says_is_read_back() -> None:
    """For the issuer, who looks for what is there already."""
    signer = key()
    found = said(sign(claims(7, "completion", identifier="0" * 12 + "4" + "0" * 3 + "8" + "0" * 15), signer))
    assert ("completion", subject(7), "learner7", "", 107) == (found.certificate, *found.holder, found.bit)
    assert ("0" * 12 + "4000" + "8" + "0" * 15, DID, LIST, AT, "") == (
        *(found.identifier, found.issuer, found.list_url, found.issued_at, found.expires_at),
    )
    assert (RULES.sha256, signer.kid) == (found.rules, found.kid)
    assert tuple(sorted(record.id for record in earned(7, "completion"))) == found.evidence


@pytest.mark.parametrize(
    "token", ["", "a.b", "a.b.c", "e30.e30.", ".".join([base64.urlsafe_b64encode(b"[" * 9_999).decode()] * 3), "é.é.é"]
)
def test_what_is_no_credential_is_told(token: str) -> None:
    """One error, whatever it is."""
    with pytest.raises(BadCertificate):
        said(token)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b"0" * 5_000_000,
        b'{"schema_version": "1"}',
        b'{"schema_version": NaN}',
    ],
)
def test_what_is_no_certificate_is_told(content: bytes) -> None:
    """One error, whatever it is."""
    with pytest.raises(BadCertificate):
        read_certificate(content)


def test_a_later_version_and_unknown_fields_are_told() -> None:
    """A reader that meets a newer file says so; a field that we do not know is not passed over."""
    content = json.loads(made(key()))
    with pytest.raises(NewerCertificate):
        read_certificate(canonical(content | {"schema_version": 2, "more": 1}))
    with pytest.raises(BadCertificate):
        read_certificate(canonical(content | {"more": 1}))


def test_without_an_issuer_nothing_is_issued() -> None:
    """A fork of the course that did not say who signs cannot sign as somebody else."""
    with pytest.raises(NoIssuer):
        claims(rules=msgspec.structs.replace(RULES, issuer=None))


def secret_texts(pem: bytes) -> list[bytes]:
    """How the private half of a key may be written down."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    raw = load_pem_private_key(pem, None).private_bytes_raw()  # type: ignore[union-attr]
    body = b"".join(pem.splitlines()[1:-1])
    return [raw, raw.hex().encode(), base64.b64encode(raw)[:-1], base64.urlsafe_b64encode(raw)[:-1], body[-40:]]


def test_nothing_of_the_key_is_in_what_it_made_or_says() -> None:
    """Not in the file, the DID document, a repr or an error."""
    pem = new_key()
    signer = IssuerKey(pem)
    broken = pem.replace(b"PRIVATE", b"PRIVATE ")
    with pytest.raises(BadIssuerKey) as error:
        IssuerKey(broken)
    keys = (msgspec.convert(signer.jwk, PublicKey),)
    texts = [
        *(made(signer), document(DID, keys)),
        *(str(text).encode() for text in (repr(signer), vars(signer), error.value, error.value.fields)),
        repr(error.value.__cause__).encode(),
        repr(error.value.__context__).encode(),
    ]
    for secret in secret_texts(pem):
        assert secret in pem or len(secret) in (32, 43, 64)
        assert not [text for text in texts if secret in text]


@pytest.mark.parametrize("pem", [b"", b"x", b"-----BEGIN PRIVATE KEY-----\n", new_key().replace(b"M", b"N", 1)])
def test_what_is_no_key_is_told(pem: bytes) -> None:
    """Nothing of it is repeated."""
    with pytest.raises(BadIssuerKey):
        IssuerKey(pem)


def test_keys_of_another_kind_are_refused() -> None:
    """Only Ed25519 signs."""
    from openbadgeslib.keys import KeyFactory, KeyType

    for kind in (KeyType.RSA, KeyType.ECC):
        with pytest.raises(BadIssuerKey):
            IssuerKey(KeyFactory(kind).generate_keypair()[0])


def test_a_did_document_is_read_back_strictly() -> None:
    """In its order; another DID's, one without keys and one whose names do not fit are refused."""
    keys = tuple(msgspec.convert(one.jwk, PublicKey) for one in (key(), key()))
    content = document(DID, keys)
    assert (DID, keys) == read_document(content, DID)
    for wrong in (
        *(b"", b"{}", b"[]", b"\xff", b"[" * 99_999, b"0" * 200_000),
        content.replace(keys[0].kid.encode(), b"other", 1),
        content.replace(b'"controller"', b'"x"'),
        document("did:web:example.org", keys),
    ):
        with pytest.raises(BadIssuer):
            read_document(wrong, DID)
    with pytest.raises(BadIssuer):
        document(DID, ())
