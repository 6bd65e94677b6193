"""A certificate is verified, and nothing else is: each attack is refused, with a sentence of its own."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

import jwt
import msgspec
import pytest
from joserfc import jwt as jose
from joserfc.jwk import OKPKey

from smol_grade.messages import LANGUAGES, catalogue
from smol_grade.schedule import moment
from smol_leaderboard import layout
from smol_leaderboard.credential import RULES_URN, certificate_file, read_certificate, said, sign
from smol_leaderboard.errors import Unreachable
from smol_leaderboard.findings import Verification
from smol_leaderboard.issuer import IssuerKey, document
from smol_leaderboard.key_rotation import public
from smol_leaderboard.published import OnStore
from smol_leaderboard.redacting import traces
from smol_leaderboard.revoking import Signer, revoke
from smol_leaderboard.rules import Rules
from smol_leaderboard.schema import EvaluationRecord, GradeRecord, canonical, read_record
from smol_leaderboard.segments import write_segments
from smol_leaderboard.statuses import sign_list
from smol_leaderboard.verification import Trust
from smol_leaderboard.verifying import verify

from .credentials import AT, LIST, claims, earned, key, published
from .issued import DID, QUICK, board, book, certify
from .memory_store import MemoryStore
from .sample_board import subject
from .shown_names import BAD, GOOD
from .test_certify import RULES
from .test_credential import required

NOW = moment("2026-11-25T12:00:00Z")
KEY, OTHER = key(), key()
PUBLIC, OTHER_PUBLIC = public(KEY), public(OTHER)
TRUST = Trust(DID, (PUBLIC, OTHER_PUBLIC))


class Bench:
    """A board with a certificate of learner 1, and ways to forge another."""

    def __init__(self, rules: Rules = RULES, did: str = DID) -> None:
        self.store = MemoryStore()
        board(self.store, KEY, [1, 2], rules)
        self.store.content[layout.ISSUER] = document(did, (PUBLIC, OTHER_PUBLIC))
        self.id = next(one.id for one in certify(self.store, KEY) if one.id and one.subject == subject(1))
        self.content = self.store.content[layout.certificate(self.id)]
        self.file: dict[str, Any] = json.loads(self.content)
        self.jwt: str = self.file["credential"]
        self.header, self.claims = (_json_of(part) for part in self.jwt.split(".")[:2])

    def check(self, content: bytes | None = None, *, now: datetime.datetime = NOW, **given: Any) -> Verification:
        """Verify a file, the board's own if none is given."""
        asked = {"trust": TRUST, "board": OnStore(self.store)} | given
        return verify(self.content if content is None else content, asked["trust"], asked["board"], now)

    def with_jwt(self, token: str) -> bytes:
        """The file with another credential."""
        return canonical(self.file | {"credential": token})

    def with_records(self, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> bytes:
        """The file with other records."""
        return canonical(self.file | {"records": change(json.loads(json.dumps(self.file["records"])))})

    def signed(self, **changes: Any) -> bytes:
        """The file with a credential that the issuer did sign, with other claims. None removes one."""
        made = {name: value for name, value in (self.claims | changes).items() if value is not None}
        return self.with_jwt(sign(made, KEY))

    def subject_with(self, **changes: Any) -> dict[str, Any]:
        """The credential's subject, changed."""
        return {**self.claims["credentialSubject"], **changes}

    def status_with(self, **changes: Any) -> bytes:
        """The file with a signed credential whose status entry is changed."""
        return self.signed(credentialStatus=self.claims["credentialStatus"] | changes)

    def headed(self, **changes: Any) -> bytes:
        """The file with a credential whose header is changed, the signature that of the header before."""
        header = {name: value for name, value in (self.header | changes).items() if value is not None}
        return self.with_jwt(".".join([_part(header), *self.jwt.split(".")[1:]]))


def _json_of(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _part(value: object) -> str:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def failing(found: Verification) -> list[str]:
    """The sentences of what is not as it must be."""
    return [step.code for step in found.steps if step.state in ("failed", "unchecked")]


@pytest.fixture(scope="module")
def bench() -> Bench:
    """Not changed by tests."""
    return Bench()


def test_a_certificate_of_the_course_is_valid(bench: Bench) -> None:
    """Every step is taken and passes, with the file and with the bare credential."""
    for content in (bench.content, bench.jwt.encode(), bench.jwt.encode() + b"\n"):
        found = bench.check(content)
        assert ("valid", {"passed"}) == (found.result, {step.state for step in found.steps})
    assert found.facts is not None
    assert ("learner1", subject(1), "fundamentals", AT) == (
        *(found.facts.user, found.facts.subject, found.facts.certificate, found.facts.issued_at),
    )


def test_another_implementation_agrees_and_finds_what_open_badges_requires(bench: Bench) -> None:
    """joserfc verifies what we verify; the required fields are there."""
    token = jose.decode(bench.jwt, OKPKey.import_key(msgspec.to_builtins(PUBLIC)), algorithms=["EdDSA"])
    assert token.claims == bench.claims
    for path, kind in required().items():
        value: Any = token.claims
        for name in path.split("."):
            value = value[name]
        assert isinstance(value, kind), path


def test_every_changed_byte_is_refused(bench: Bench) -> None:
    """At every position of the JWT: the lowest bit, a letter of the alphabet, one that is in none, and its removal."""
    for at, letter in enumerate(bench.jwt):
        for new in {chr(ord(letter) ^ 1), "A" if letter != "A" else "B", "=", "\n", " ", ""}:
            changed = bench.jwt[:at] + new + bench.jwt[at + 1 :]
            found = verify(bench.with_jwt(changed), TRUST, None, NOW)
            assert "invalid" == found.result, (at, new)
            assert found.facts is None
            assert failing(found)[0].startswith(("jwt_", "issuer_differs", "signature_", "key_")), (at, new)


def test_no_second_spelling_is_taken(bench: Bench) -> None:
    """Neither padding, blanks, the other alphabet, leftover bits nor a signature of the same value modulo the order."""
    head, body, tail = bench.jwt.split(".")
    raw = base64.urlsafe_b64decode(tail + "==")
    order = 2**252 + 27742317777372353535851937790883648493
    same = raw[:32] + (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet[alphabet.index(tail[-1]) ^ 1]
    for token in (
        *(f"{head}.{body}.{tail}==", f"{head}=.{body}.{tail}", f" {bench.jwt}", f"{bench.jwt} ", f"{bench.jwt}\n"),
        *(f"{head}.{body}.{tail[:-1]}{last}", f"{head}.{body}.{_part(same)}", f"{bench.jwt}.", f"{bench.jwt}.{tail}"),
        *(f"{head}.{body}\n.{tail}", bench.jwt.replace("-", "+").replace("_", "/"), f"{bench.jwt}\0"),
    ):
        if token != bench.jwt:
            assert "invalid" == bench.check(bench.with_jwt(token)).result, token[-120:]
    for bare in (b" " + bench.jwt.encode(), bench.jwt.encode() + b"\n\n", bench.jwt.encode() + b"\n."):
        assert "invalid" == bench.check(bare).result


def hmac_with_the_public_key(bench: Bench) -> bytes:
    """A token whose HMAC key is what everybody knows."""
    from jwt.utils import base64url_decode

    signed = jwt.encode(bench.claims, base64url_decode(PUBLIC.x), "HS256", {"kid": f"{DID}#{PUBLIC.kid}"})
    return bench.with_jwt(signed)


def by_another_curve(bench: Bench) -> bytes:
    """A token by a key of the forger's, ES256."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    signed = jwt.encode(bench.claims, generate_private_key(SECP256R1()), "ES256", {"kid": f"{DID}#{PUBLIC.kid}"})
    return bench.with_jwt(signed)


def by_an_embedded_key(bench: Bench) -> bytes:
    """A token that brings its own key, address of keys and certificate along, signed with that key."""
    forger = key()
    headers = {"kid": f"{DID}#{PUBLIC.kid}", "jwk": forger.jwk, "jku": "https://example.org/keys", "x5c": ["AA=="]}
    return bench.with_jwt(jwt.encode(bench.claims, forger._key, "EdDSA", headers))


def under_another_kid(bench: Bench) -> bytes:
    """Signed by one of the issuer's keys, under the name of another."""
    header = {"kid": f"{DID}#{OTHER_PUBLIC.kid}", "typ": "JWT"}
    return bench.with_jwt(jwt.encode(bench.claims, KEY._key, "EdDSA", header))


def twice(bench: Bench, part: int) -> bytes:
    """A credential with a name twice in its header (0) or its claims (1), signed by the issuer."""
    parts = bench.jwt.split(".")
    name, value = (("alg", '"EdDSA"'), ("sub", '"x"'))[part]
    text = json.dumps((bench.header, bench.claims)[part])
    parts[part] = _part(f'{{"{name}": {value}, {text[1:]}'.encode())
    signature = KEY._key.sign(".".join(parts[:2]).encode())
    return bench.with_jwt(".".join([*parts[:2], _part(signature)]))


def raw_claims(bench: Bench, text: str) -> bytes:
    """A credential whose claims are a text, signed by the issuer."""
    parts = [bench.jwt.split(".")[0], _part(text.encode())]
    return bench.with_jwt(".".join([*parts, _part(KEY._key.sign(".".join(parts).encode()))]))


def called(bench: Bench, *names: str, hashed: bool = False) -> bytes:
    """A signed credential that calls its holder so."""
    told = [{"type": "IdentityObject", "hashed": hashed, "identityType": "name", "identityHash": one} for one in names]
    held = bench.claims["credentialSubject"]["identifier"]
    return bench.signed(credentialSubject=bench.subject_with(identifier=[*held, *told]))


def of_another_learner(bench: Bench) -> bytes:
    """Issued to learner 1 for what learner 2 did."""
    records = earned(2)
    made = claims(1, records=records)
    return certificate_file(sign(made, KEY), [canonical(one) for one in records], canonical(RULES))


def with_a_record_less(bench: Bench) -> bytes:
    """The issuer signed for records that do not imply the rule."""
    records = earned(1)[1:]
    made = claims(1, records=records)
    return certificate_file(sign(made, KEY), [canonical(one) for one in records], canonical(RULES))


def with_a_record_more(bench: Bench) -> bytes:
    """The issuer signed for more records than the rule rests on."""
    grade = next(one for one in earned(1) if isinstance(one, GradeRecord))
    records = [*earned(1), published(msgspec.structs.replace(grade, id="later", received_at="2026-12-02T12:00:00Z"))]
    return certificate_file(
        sign(claims(1, records=records), KEY), [canonical(one) for one in records], canonical(RULES)
    )


def of_other_rules(bench: Bench) -> bytes:
    """By rules that ask for less, and that this board never published."""
    rules = msgspec.structs.replace(RULES, exercise_percent=10)
    records = earned(1)
    made = claims(1, records=records, rules=rules)
    return certificate_file(sign(made, KEY), [canonical(one) for one in records], canonical(rules))


def of_an_unknown_kind(bench: Bench) -> bytes:
    """For a certificate that the rules do not have."""
    achievement = bench.claims["credentialSubject"]["achievement"] | {"id": "urn:smol-grade:certificate:wizard"}
    return bench.signed(credentialSubject=bench.subject_with(achievement=achievement))


def evidence_with(bench: Bench, **changes: Any) -> bytes:
    """The first evidence entry says something else, signed."""
    first, *rest = bench.claims["evidence"]
    return bench.signed(evidence=[first | changes, *rest])


def record_changed(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One number of a record, its hash as before."""
    records[0]["attempt" if "attempt" in records[0] else "limit"] = 99
    return records


def record_rehashed(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One number of a record, its hash made anew."""
    from smol_leaderboard.schema import sealed_record

    changed = read_record(canonical(records[0]))
    name = "attempt" if "attempt" in records[0] else "limit"
    records[0] = json.loads(canonical(sealed_record(msgspec.structs.replace(changed, **{name: 99}))))
    return records


def deep(depth: int) -> str:
    """JSON in JSON."""
    return "[" * depth + "]" * depth


ZOO: dict[str, tuple[str, Callable[[Bench], bytes]]] = {
    "a huge file": ("file_large", lambda b: b.content + b" " * 5_000_000),
    "a file that is not UTF-8": ("file_text", lambda b: b.content.replace(b"certificate", b"\xff\xfe", 1)),
    "an empty file": ("file_empty", lambda b: b" \n"),
    "a word": ("file_nothing", lambda b: b"hello\n"),
    "trailing garbage": ("file_json", lambda b: b.content + b"{}"),
    "a name twice in the file": ("file_duplicate", lambda b: b'{"credential":"x",' + b.content[1:]),
    "no number in the file": ("file_number", lambda b: b.content.replace(b'"schema_version":1', b'"schema_version":NaN')),
    "a file nested deeply": ("file_deep", lambda b: b'{"a":' + deep(100_000).encode() + b"," + b.content[1:]),
    "a file of another kind": ("file_shape", lambda b: canonical(b.file | {"more": 1})),
    "a file of a later version": ("file_newer", lambda b: canonical(b.file | {"schema_version": 2})),
    "a part is missing": ("jwt_parts", lambda b: b.with_jwt(b.jwt.rpartition(".")[0])),
    "a huge credential": ("jwt_large", lambda b: b.with_jwt(b.jwt + "A" * 500_000)),
    "padding": ("jwt_base64", lambda b: b.with_jwt(b.jwt + "==")),
    "claims that are no JSON": ("jwt_json", lambda b: raw_claims(b, "{} {}")),
    "claims that are no object": ("jwt_shape", lambda b: raw_claims(b, "[]")),
    "a name twice in the header": ("jwt_duplicate", lambda b: twice(b, 0)),
    "claims with infinity": ("jwt_number", lambda b: raw_claims(b, '{"nbf": 1e999}')),
    "claims nested deeply": ("jwt_deep", lambda b: raw_claims(b, f'{{"a": {deep(2_000)}}}')),
    "claims with half a character": ("jwt_text", lambda b: raw_claims(b, '{"a": "\\ud800"}')),
    "alg none": ("jwt_alg_none", lambda b: b.headed(alg="none")),
    "HMAC with the public key": ("jwt_alg_symmetric", hmac_with_the_public_key),
    "another curve": ("jwt_alg_other", by_another_curve),
    "crit": ("jwt_crit", lambda b: b.headed(crit=["b64"], b64=False)),
    "no kid": ("jwt_kid_missing", lambda b: b.headed(kid=None)),
    "the kid of another issuer": ("jwt_kid", lambda b: b.headed(kid=f"did:web:example.org#{PUBLIC.kid}")),
    "a JWT of another type": ("jwt_type", lambda b: b.signed(type=["VerifiableCredential"])),
    "two issuers": ("issuer_differs", lambda b: b.signed(issuer={"id": "did:web:example.org"})),
    "a key that never was": ("key_unknown", lambda b: b.headed(kid=f"{DID}#0123456789abcdef")),
    "the kid of another key": ("signature_other_key", under_another_kid),
    "an embedded key": ("signature_bad", by_an_embedded_key),
    "dates that differ": ("dates_form", lambda b: b.signed(nbf=b.claims["nbf"] - 1)),
    "not yet valid": ("dates_early", lambda b: b.signed(validFrom="2026-11-25T12:06:00Z", nbf=b.claims["nbf"] + 86_760)),
    "expired": ("dates_expired", lambda b: b.signed(validUntil="2026-11-25T12:00:00Z", exp=b.claims["nbf"] + 86_400)),
    "evidence of an unknown form": ("evidence_form", lambda b: evidence_with(b, id="urn:other:1")),
    "a record is missing": ("evidence_missing", lambda b: b.with_records(lambda records: records[1:])),
    "a record of another": (
        "evidence_more",
        lambda b: b.with_records(lambda records: [*records, json.loads(canonical(earned(2)[0]))]),
    ),
    "a record twice": ("evidence_twice", lambda b: b.with_records(lambda records: [*records, records[0]])),
    "a record was changed": ("evidence_damaged", lambda b: b.with_records(record_changed)),
    "a record was changed and hashed": ("evidence_changed", lambda b: b.with_records(record_rehashed)),
    "evidence described as another": ("evidence_details", lambda b: evidence_with(b, name="unit9")),
    "no holder": ("subject_form", lambda b: b.signed(credentialSubject=b.subject_with(id="https://example.org/learner1"))),
    "a name that turns the text": ("subject_name", lambda b: called(b, "\u202eanA")),
    "a swapped name": ("subject_differs", lambda b: b.signed(sub="https://huggingface.co/learner2")),
    "evidence of another learner": ("subject_other", of_another_learner),
    "rules were changed": ("rules_changed", lambda b: canonical(b.file | {"rules": b.file["rules"] | {"grace_h": 1}})),
    "rules of another board": ("rules_unpublished", of_other_rules),
    "records that do not imply it": ("rule_unmet", with_a_record_less),
    "more records than needed": ("rule_more", with_a_record_more),
    "a certificate that there is none of": ("rule_unknown", of_an_unknown_kind),
    "no status": ("status_entry", lambda b: b.signed(credentialStatus=None)),
    "a list of suspensions": ("status_purpose", lambda b: b.status_with(statusPurpose="suspension")),
    "an index that is none": ("status_index", lambda b: b.status_with(statusListIndex="-1")),
    "another status list": (
        "status_other",
        lambda b: b.status_with(statusListCredential="https://e.org/l", id="https://e.org/l#" + b.claims["credentialStatus"]["statusListIndex"]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("attack", ZOO)
def test_an_attack_is_refused_with_its_own_sentence(bench: Bench, attack: str) -> None:
    """The first thing that is said is what is wrong."""
    code, forge = ZOO[attack]
    found = bench.check(forge(bench))
    assert "valid" != found.result
    assert code == failing(found)[0], failing(found)
    assert ("unknown" if code == "file_newer" else "invalid") == found.result


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", " none", "", None, 0, ["EdDSA"]])
def test_no_spelling_of_none_is_an_algorithm(bench: Bench, alg: object) -> None:
    """With the signature, and without."""
    forged = bench.headed(alg=alg)
    assert ["jwt_alg_none"] == failing(bench.check(forged))
    stripped = json.loads(forged)["credential"].rpartition(".")[0] + "."
    assert "invalid" == bench.check(bench.with_jwt(stripped)).result


@pytest.mark.parametrize("alg", ["eddsa", "EDDSA", "EdDSA ", "Ed25519", "ES256", "RS256", "PS512", "HS256", "hs512"])
def test_no_other_algorithm_is_taken(bench: Bench, alg: str) -> None:
    """Only one, in one spelling."""
    assert failing(bench.check(bench.headed(alg=alg)))[0] in ("jwt_alg_other", "jwt_alg_symmetric")


def test_a_name_is_shown_if_it_is_one(bench: Bench) -> None:
    """And every other text under its place is refused, though the issuer signed it."""
    for name in GOOD:
        found = bench.check(called(bench, name))
        assert found.facts is not None
        assert ("valid", name) == (found.result, found.facts.name)
    for name in BAD:
        assert ["subject_name"] == failing(bench.check(called(bench, name))), name
    assert ["subject_name"] == failing(bench.check(called(bench, "Ana", "Bob")))
    assert ["subject_name"] == failing(bench.check(called(bench, "Ana", hashed=True)))


def test_claims_twice_are_refused_though_they_are_signed(bench: Bench) -> None:
    """Two readers may read two things."""
    assert ["jwt_duplicate"] == failing(bench.check(twice(bench, 1)))


def test_a_swapped_learner_is_refused_even_if_the_issuer_signed_it(bench: Bench) -> None:
    """Records name another than the credential."""
    held = bench.claims["credentialSubject"]["identifier"]
    swapped = bench.subject_with(identifier=[held[0] | {"identityHash": subject(2)}])
    assert "subject_other" in failing(bench.check(bench.signed(credentialSubject=swapped)))


def test_an_issuer_that_is_not_the_courses_is_not_trusted(bench: Bench) -> None:
    """Whatever it signs; it could not be checked, which is not to say that it is wrong."""
    made = bench.claims | {"iss": "did:web:example.org", "issuer": {"id": "did:web:example.org"}}
    token = jwt.encode(made, OTHER._key, "EdDSA", {"kid": f"did:web:example.org#{OTHER.kid}"})
    found = bench.check(bench.with_jwt(token))
    assert ("unknown", "issuer_other", None) == (found.result, failing(found)[0], found.facts)


def test_a_key_that_was_rotated_verifies_and_one_that_was_removed_does_not(bench: Bench) -> None:
    """Old keys stay in the document; a compromised one leaves it."""
    newer = public(key())
    assert "valid" == bench.check(trust=Trust(DID, (newer, PUBLIC, OTHER_PUBLIC))).result
    found = bench.check(trust=Trust(DID, (newer, OTHER_PUBLIC)))
    assert ("invalid", "key_unknown") == (found.result, failing(found)[0])


def test_the_board_and_the_site_must_agree_on_the_key(bench: Bench) -> None:
    """Where both publish it, it is the issuer's; where one does not, nobody knows."""
    assert "valid" == bench.check(trust=TRUST._replace(site=(PUBLIC,))).result
    for site in ((OTHER_PUBLIC,), (msgspec.structs.replace(PUBLIC, x=OTHER_PUBLIC.x),)):
        found = bench.check(trust=TRUST._replace(site=site))
        assert ("unknown", "issuer_disagree") == (found.result, failing(found)[0])


def test_offline_says_what_was_not_checked_and_the_rest_decides(bench: Bench) -> None:
    """No board is asked; a forgery is one all the same. A bare credential has no records to look at."""
    found = bench.check(board=None)
    noted = [step.code for step in found.steps if step.state == "noted"]
    assert ("valid", ["rules_offline", "records_offline", "name_offline", "status_offline"]) == (found.result, noted)
    assert "invalid" == bench.check(of_another_learner(bench), board=None).result
    assert "unknown" == bench.check(bench.jwt.encode(), board=None).result


def change_list(bits: Iterable[int] = (), url: str = LIST, by: IssuerKey = KEY, at: str = AT, did: str = DID) -> bytes:
    """A status list."""
    return sign_list(url, did, tuple(bits), by, at)


def of_purpose(purpose: str) -> bytes:
    """A signed list with another purpose."""
    made = jwt.decode(change_list(), options={"verify_signature": False})
    return KEY.signed(
        made | {"credentialSubject": made["credentialSubject"] | {"statusPurpose": purpose}}, DID
    ).encode()


LISTS: dict[str, tuple[str, Callable[[], bytes | None]]] = {
    "there is none": ("status_missing", lambda: None),
    "it is none": ("status_form", lambda: b"\xff"),
    "it is not signed": ("status_unsigned", lambda: change_list().rpartition(b".")[0] + b"."),
    "it is of another issuer": ("status_issuer", lambda: change_list(did="did:web:example.org")),
    "it is signed by a key that never was": ("status_key", lambda: change_list(by=key())),
    "it was changed": ("status_signature", lambda: change_list()[:-20] + change_list([1])[-20:]),
    "it is old": ("status_old", lambda: change_list(at="2025-10-01T12:00:00Z")),
    "it is of another purpose": ("status_list_purpose", lambda: of_purpose("suspension")),
}


def test_each_attack_has_a_sentence_that_no_other_has() -> None:
    """Neither in English nor in Spanish; this counts the attacks on the board and its status list, too."""
    codes = [code for code, _ in (*ZOO.values(), *LISTS.values())]
    codes += ["issuer_other", "revoked", "revoked_why", "records_gone", "records_changed", "records_superseded"]
    assert len(set(codes)) == len(codes)
    for language in LANGUAGES:
        texts = [catalogue(language)[f"verify.{code}"] for code in codes]
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("what", LISTS)
def test_a_status_list_that_says_nothing_leaves_it_open(what: str) -> None:
    """It is the board's fault, not the certificate's; nobody is told that it is valid."""
    bench = Bench()
    code, make = LISTS[what]
    content = make()
    bench.store.content.pop(layout.STATUS_LIST)
    if content is not None:
        bench.store.content[layout.STATUS_LIST] = content
    found = bench.check()
    assert ("unknown", [code]) == (found.result, failing(found))


def test_a_revoked_one_says_why() -> None:
    """By the signed list, with the reason; by the list alone, without."""
    bench = Bench()
    signer = Signer(KEY, LIST, AT)
    chosen = book(bench.store).holdings.find(bench.id)
    assert chosen is not None
    revoke(bench.store, lambda _: [chosen], "The model was somebody else's", signer, waiting=QUICK)
    found = bench.check()
    assert ("invalid", ["revoked_why"]) == (found.result, failing(found))
    assert "The model was somebody else's" == found.step("status").fields["reason"]
    bench.store.content.pop(layout.REASONS)
    assert ["revoked"] == failing(bench.check())
    other = next(one for one in book(bench.store).holdings.certificates if one.id != bench.id)
    assert "valid" == bench.check(bench.store.content[layout.certificate(other.id)]).result


def test_records_that_are_gone_changed_or_replaced_are_told() -> None:
    """Three sentences; of one that was graded anew, whether the certificate is still earned."""
    bench = Bench()
    records = earned(1)
    grade = next(one for one in records if isinstance(one, GradeRecord))
    model = next(one for one in records if isinstance(one, EvaluationRecord))
    lower = msgspec.structs.replace(grade.exercises[0], points=0)
    replaced = {
        "records_superseded": published(grade, supersedes=grade.id, exercises=(lower, *grade.exercises[1:]), attempt=2),
        "records_regraded": published(grade, supersedes=grade.id, suite_version="0.4.0+1f2e3d4c5b6a"),
    }
    for code, newer in replaced.items():
        segment = write_segments([_sealed(msgspec.structs.replace(newer, id="f" * 64))])
        bench.store.content |= segment
        assert [code] == failing(bench.check())
        for path in segment:
            bench.store.content.pop(path)
    assert [] == failing(bench.check())
    path = next(
        path for path, data in bench.store.content.items() if path.startswith("records/") and model.id.encode() in data
    )
    lines = bench.store.content[path].splitlines()
    bench.store.content[path] = b"".join(line + b"\n" for line in lines if model.id.encode() not in line)
    assert ["records_gone"] == failing(bench.check())
    other = canonical(_sealed(msgspec.structs.replace(model, limit=7)))
    bench.store.content[path] += other + b"\n"
    assert ["records_changed"] == failing(bench.check())


def _sealed(record: Any) -> Any:
    from smol_leaderboard.schema import sealed_record

    return sealed_record(record)


def test_a_certificate_that_was_saved_is_valid_after_its_holder_withdrew() -> None:
    """The board's records say less than those of the evidence, and name their former hash."""
    bench = Bench()
    bench.store.commit(traces(bench.store, bench.store.head(), subject(1)).changes, "withdrawn")
    [model] = [one for one in OnStore(bench.store).records(subject(1)) if isinstance(one, EvaluationRecord)]
    assert model.content_sha256 != model.was
    found = bench.check()
    assert ("valid", "name_forgotten") == (found.result, found.step("name").code)
    segment = next(path for path, data in bench.store.content.items() if model.id.encode() in data)
    lines = bench.store.content[segment].splitlines(keepends=True)
    lines = [line for line in lines if model.id.encode() not in line]
    other = canonical(_sealed(msgspec.structs.replace(model, was="f" * 64))) + b"\n"
    bench.store.content[segment] = b"".join([*lines, other])
    assert ["records_changed"] == failing(bench.check())


def test_a_name_that_changed_hands_is_told() -> None:
    """The board knows the holder by another name now, or by none: it stays valid, and the reader hears of it."""
    bench = Bench()
    path = layout.person(subject(1))
    bench.store.content[path] = bench.store.content[path].replace(b"learner1", b"renamed")
    found = bench.check()
    assert ("valid", "name_other", "renamed") == (
        *(found.result, found.step("name").code, found.step("name").fields["known"]),
    )
    bench.store.content.pop(path)
    assert ("valid", "name_forgotten") == (bench.check().result, bench.check().step("name").code)


def test_nothing_in_a_credential_decides_what_is_fetched(bench: Bench) -> None:
    """A forgery is refused before the board is asked anything; a signed one leads to places of fixed form only."""
    store = MemoryStore(bench.store.content)
    asked = OnStore(store)
    store.reads.clear()
    verify(bench.headed(jku="https://evil.example/keys"), TRUST, asked, NOW)
    assert [] == store.reads
    evil = {"statusListCredential": "https://evil.example/list", "id": "https://evil.example/list#1"}
    hostile = bench.signed(
        credentialStatus=bench.claims["credentialStatus"] | evil,
        jti="urn:uuid:../../secret",
        id="urn:uuid:../../secret",
        credentialSchema=[{"id": "https://evil.example/schema", "type": "x"}],
    )
    for content in (hostile, json.loads(hostile)["credential"].encode()):
        verify(content, TRUST, asked, NOW)
    fixed = ("board/", "records/", "rules/", "people/", "status/", "certificates/")
    assert [] == [path for path in store.reads if not path.startswith(fixed) or ".." in path or "evil" in path]


def test_rules_that_are_none_later_or_others_under_the_name(bench: Bench) -> None:
    """Signed by the issuer, but this program cannot judge by them; or the board has something else under their name."""

    def by(rules: dict[str, Any]) -> bytes:
        content = canonical(rules)
        name = RULES_URN + hashlib.sha256(content).hexdigest()
        evidence = [one if one["genre"] != "rules" else one | {"id": name} for one in bench.claims["evidence"]]
        signed = json.loads(bench.signed(evidence=evidence))
        return canonical(signed | {"rules": rules})

    rules = bench.file["rules"]
    assert "rules_form" == failing(bench.check(by(rules | {"late": "never"})))[0]
    assert ("unknown", "rules_newer") == (
        *(bench.check(by(rules | {"schema_version": 2})).result, failing(bench.check(by(rules | {"more": 1})))[0]),
    )
    store = MemoryStore(bench.store.content)
    for other in (canonical(rules | {"grace_h": 1}), b"{", b"\xff"):
        store.content[layout.rules_at(RULES.sha256)] = other
        assert ["rules_other"] == [code for code in failing(bench.check(board=OnStore(store))) if code != "skipped"]


def test_a_board_that_does_not_answer_leaves_it_open(bench: Bench) -> None:
    """It could not be checked, which is not to say that it is wrong."""

    class Silent(MemoryStore):
        def read(self, path: str, revision: str = "") -> bytes | None:
            raise Unreachable("no route")

    found = bench.check(board=OnStore(Silent()))
    assert ("unknown", {"board_failed"}) == (found.result, set(failing(found)))


def test_a_board_with_another_credential_under_the_id_is_told(bench: Bench) -> None:
    """A bare credential is read with the records that the board keeps for it, and for no other."""
    store = MemoryStore(bench.store.content)
    store.content[layout.certificate(bench.id)] = of_another_learner(bench)
    assert "evidence_other_file" in failing(bench.check(bench.jwt.encode(), board=OnStore(store)))
    store.content.pop(layout.certificate(bench.id))
    found = bench.check(bench.jwt.encode(), board=OnStore(store))
    assert ("unknown", "evidence_no_file") == (found.result, failing(found)[0])


def test_the_file_that_the_board_keeps_says_the_same(bench: Bench) -> None:
    """What is read strictly here and loosely by the issuer is the same credential."""
    assert bench.id == said(read_certificate(bench.content).credential).identifier
    assert RULES_URN + RULES.sha256 in {one["id"] for one in bench.claims["evidence"]}


ODD = [None, True, 0, -1, 1.5, "", "x", [], {}, [[]], [{}], {"id": []}, "\u202e", ["x"]]
ACHIEVEMENT = "credentialSubject.achievement"
SAYS_NOTHING = {
    *("@context", "credentialSchema", "credentialSchema.id", "credentialSchema.type", "name"),
    *(f"{ACHIEVEMENT}.{name}" for name in ("achievementType", "criteria", "criteria.narrative", "description", "name")),
    *(f"{ACHIEVEMENT}.type", "credentialSubject.identifier.type", "credentialSubject.type", "evidence.type"),
    *("issuer.name", "issuer.type", "issuer.url"),
}
"""What the result does not rest on: names and descriptions, which are shown and were signed, and references to schemas."""


def _paths(value: Any, before: tuple[Any, ...] = ()) -> Iterable[tuple[Any, ...]]:
    if before:
        yield before
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(one, (*before, name))


def _with(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _with(copy[path[0]], path[1:], new)
    return copy


def test_a_signed_credential_of_any_shape_ends_no_verification(bench: Bench) -> None:
    """Every value of the claims, replaced by one of every kind and signed: a result, never an exception."""
    taken = set()
    for path in _paths(bench.claims):
        for odd in ODD:
            made = _with(bench.claims, path, odd)
            if path == ("iss",) and not isinstance(odd, str):  # PyJWT signs no such thing
                continue
            found = bench.check(bench.with_jwt(KEY.signed(made, DID)))
            if "valid" == found.result and made != bench.claims:
                taken.add(".".join(str(name) for name in path if not isinstance(name, int)))
    assert SAYS_NOTHING == taken


def test_a_file_of_any_shape_ends_no_verification(bench: Bench) -> None:
    """Every value of the file, records and rules among it, replaced by one of every kind."""
    taken = set()
    for path in _paths(bench.file):
        for odd in ODD:
            made = _with(bench.file, path, odd)
            if made != bench.file and "valid" == verify(canonical(made), TRUST, None, NOW).result:
                taken.add(path)
    assert {("about",)} == taken
