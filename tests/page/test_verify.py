"""A certificate is verified in the browser: what is good is valid, and each way to be bad has its own sentence."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest
from leaderboard.sample_board import grade, segments, subject

from smol_grade.certificates import Issuer
from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.rules import Rules
from smol_leaderboard.schema import AnyRecord, GradeRecord, canonical, sealed_record
from smol_leaderboard.site import BESIDE, page, page_folder

from .browser import served
from .conftest import Open
from .credentials import (
    DID,
    FULL,
    ID,
    INDEX,
    KID,
    LEARNER,
    OTHER,
    RULES,
    USER,
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
from .hostile_names import NAMES

TEXTS: dict[str, str] = json.loads((page_folder() / "lang" / "en.json").read_text("utf-8"))
MISSING = "404"
Files = Mapping[str, bytes | None]


class Desk:
    """The verify view over a board."""

    def __init__(self, tab: Open) -> None:
        self.tab = tab
        self.watched: Any = None

    def file(
        self, made: Certified, content: bytes | None = None, *, own: Files | None = None, **options: Any
    ) -> dict[str, str]:
        """Hand in a file; return what the page says."""
        with served(site(own), made.store) as link:
            self.watched = self.tab(f"{link}#/verify", "#file", **options)
            given = made.file if content is None else content
            self.watched.page.locator("#file").set_input_files(
                {"name": "c.json", "mimeType": "application/json", "buffer": given}
            )
            return self.said()

    def text(self, made: Certified, text: str) -> dict[str, str]:
        """Paste a text."""
        with served(site(), made.store) as link:
            self.watched = self.tab(f"{link}#/verify", "#text")
            self.watched.page.locator("#text").fill(text)
            self.watched.page.locator(".hand-in button").click()
            return self.said()

    def address(self, made: Certified, part: str = ID) -> dict[str, str]:
        """Open the address of an id."""
        with served(site(), made.store) as link:
            self.watched = self.tab(f"{link}#/verify/{part}", ".outcome")
            return self.said()

    def said(self) -> dict[str, str]:
        """Return the result, and each step's state by its title."""
        tab = self.watched.page
        tab.wait_for_selector(".outcome")
        found = {
            "result": tab.locator(".outcome h2").inner_text(),
            "why": tab.locator(".outcome").inner_text().partition("\n")[2].strip(),
        }
        for step in tab.locator(".steps > li").all():
            found[step.locator("strong").inner_text()] = step.locator(".state").inner_text()
        return found


def site(own: Files | None = None) -> dict[str, bytes]:
    """Return the page's files, with the issuer's keys at the site as `own` says."""
    files = page(BESIDE)
    keys = {".well-known/did.json": did_document()} if own is None else own
    return files | {path: content for path, content in keys.items() if content is not None}


@pytest.fixture
def desk(tab: Open) -> Desk:
    """The verify view."""
    return Desk(tab)


def sentence(code: str, **fields: object) -> str:
    """Return a sentence of the page."""
    return TEXTS[f"verify.{code}"].format(**fields)


def complaints(desk: Desk) -> list[str]:
    """Return what the console said, without files that are not there."""
    return [one for one in desk.watched.complaints if MISSING not in one]


def test_a_good_certificate_is_valid(desk: Desk) -> None:
    """Every step is in order; who, what, when and by whom is said, and that the holder's identity is not proven."""
    found = desk.file(Certified())
    assert "Valid" == found.pop("result"), found
    assert TEXTS["result.valid_means"] == found.pop("why")
    assert {"in order"} == set(found.values()), found
    assert [TEXTS[f"step.{name}"] for name in ("file", "jwt", "issuer", "signature")] == list(found)[:4]
    tab = desk.watched.page
    assert [USER, "Fundamentals of instruction tuning"] == [
        tab.locator("dd").nth(index).inner_text() for index in (0, 1)
    ]
    assert "not proven" in tab.locator(".proof").inner_text()
    assert [] == desk.watched.complaints


def revoked(reason: str = "") -> Certified:
    """A certificate whose bit is set."""
    made = Certified()
    made.store.content["status/revocation.jwt"] = status_list(INDEX)
    if reason:
        made.store.content["status/reasons.json"] = json.dumps(
            {"schema_version": 1, "reasons": {ID: {"reason": reason}}}
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


def claimed(**claims: Any) -> Certified:
    """A certificate that claims something else; None: does not claim it."""

    def change(all_: Claims) -> None:
        for name, value in claims.items():
            all_.pop(name) if value is None else all_.update({name: value})

    return Certified(change)


def of_subject(**changes: Any) -> Certified:
    """A certificate with another subject."""
    return Certified(lambda claims: claims["credentialSubject"].update(changes))


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
        base64url(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": KID, "typ": "vc+jwt"}, made.claims)
    )
    tag = hmac.new(public(), text.encode(), "sha256").digest()
    made.file = certificate_file(f"{text}.{base64url(tag)}", made.records)
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
    "signature_bad 3": lambda: rotated(**{"key-1": "another"}),
    "issuer_other": lambda: headed_by("did:web:evil.example"),
    "issuer_other 2": lambda: claimed(issuer={"id": "did:web:evil.example"}),
    "issuer_form": lambda: stored(layout.ISSUER, b"{}"),
    "issuer_rules": lambda: stored(
        layout.RULES, canonical(msgspec.structs.replace(RULES, issuer=Issuer(name="", did="did:web:x.example")))
    ),
    "dates_early": lambda: claimed(validFrom="2999-01-01T00:00:00Z", nbf=32_472_144_000),
    "dates_expired": lambda: claimed(validUntil="2026-11-02T00:00:00Z", exp=1_793_577_600),
    "dates_form": lambda: claimed(nbf=1),
    "dates_form 2": lambda: claimed(exp=4_000_000_000),
    "subject_form": lambda: claimed(sub="https://huggingface.co/bob"),
    "subject_form 2": lambda: of_subject(id="https://evil.example/ada"),
    "subject_form 3": lambda: of_subject(identifier=[]),
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
    "records_gone": lambda: forgotten(),
    "status_entry": lambda: claimed(credentialStatus=None),
    "status_entry 2": lambda: claimed(credentialStatus=status_entry(statusPurpose="suspension")),
    "status_entry 3": lambda: claimed(credentialStatus=status_entry(statusListIndex="131072")),
    "status_entry 4": lambda: claimed(credentialStatus=status_entry(statusSize=2)),
    "status_other": lambda: claimed(
        credentialStatus=status_entry(statusListCredential="https://evil.example/list.jwt")
    ),
    "status_other 2": lambda: stored("status/revocation.jwt", status_list(url="https://evil.example/list.jwt")),
    "status_signature": lambda: stored("status/revocation.jwt", status_list(seed="stranger")),
    "status_form": lambda: stored("status/revocation.jwt", b"{}"),
    "status_form 2": lambda: stored("status/revocation.jwt", status_list(purpose="suspension")),
    "status_old": lambda: stored("status/revocation.jwt", status_list(days=-1)),
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
    "file_large": lambda: spoilt(b"{" + b" " * 8_000_001 + b"}"),
    "jwt_form": lambda: with_file(credential=Certified().credential + "="),
    "jwt_form 2": lambda: with_file(credential=" " + Certified().credential),
    "jwt_form 3": lambda: with_file(credential=Certified().credential + ".x"),
    "jwt_form 4": lambda: headed(extra=1.5),
}


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


@pytest.mark.parametrize("name", INVALID)
def test_what_is_not_good_is_refused_with_its_own_sentence(name: str, desk: Desk) -> None:
    """Not valid, the reason at the top, and no word of what the credential claims."""
    code = name.split(maxsplit=1)[0]
    found = desk.file(INVALID[name](), own={})
    expected = sentence(
        code,
        count=1 if code.endswith("one") else 2,
        **{"from": "Jan 1, 2999, 00:00 UTC", "until": "Nov 2, 2026, 00:00 UTC"},
    )
    assert ("Not valid", expected) == (found["result"], found["why"])
    assert 0 == desk.watched.page.locator(".credential, .proof").count()
    assert [] == complaints(desk)


def test_each_reason_has_its_own_sentence() -> None:
    """No two ways to be refused are told alike, in either language."""
    for language in ("en", "es"):
        texts = json.loads((page_folder() / "lang" / f"{language}.json").read_text("utf-8"))
        said = [text for key, text in texts.items() if key.startswith("verify.")]
        assert len(said) == len(set(said))


def test_a_revocation_says_why(desk: Desk) -> None:
    """The course's reason stands at the top; markup in it is text."""
    found = desk.file(revoked("<b>The model</b> was another's.\u202e"))
    assert ("Not valid", sentence("revoked_why", reason="<b>The model</b> was another's.\\u202e")) == (
        found["result"],
        found["why"],
    )


def test_every_changed_byte_is_refused(desk: Desk) -> None:
    """Sixty places in header, claims and signature, each with another letter: not one of them is valid."""
    made = Certified()
    with served(site(), made.store) as link:
        tab = desk.tab(f"{link}#/verify", "#file").page
        script = """async ([credential, places, content]) => {
            const { verify } = await import("/js/verify.js");
            const found = [];
            for (const place of places) {
                const letter = credential[place] === "A" ? "B" : "A";
                const changed = credential.slice(0, place) + letter + credential.slice(place + 1);
                const text = JSON.stringify({ ...JSON.parse(content), credential: changed });
                found.push((await verify({ text }, null)).result);
            }
            return found;
        }"""
        places = [*range(0, len(made.credential), len(made.credential) // 58), len(made.credential) - 1]
        found = tab.evaluate(script, [made.credential, places, made.file.decode()])
    assert {"invalid"} == set(found)
    assert len(found) >= 58


def test_a_link_an_id_and_the_credential_alone(desk: Desk) -> None:
    """By address, pasted link, UUID and JWT the board's own copy is verified; the link's host is never asked."""
    made = Certified()
    assert "Valid" == desk.address(made)["result"]
    assert desk.watched.page.url.endswith(f"#/verify/{ID}")
    uuid = f"urn:uuid:{ID[:8]}-{ID[8:12]}-{ID[12:16]}-{ID[16:20]}-{ID[20:]}"
    for text in (f"https://evil.invalid/x/{ID}.json", uuid, made.credential, made.file.decode()):
        found = desk.text(made, text)
        assert "Valid" == found["result"], found
        assert not [url for url in desk.watched.requested if "evil" in url]


def test_what_is_not_on_the_board(desk: Desk) -> None:
    """An unknown id; an id whose file is another certificate's; a credential that the board holds another of."""
    assert sentence("id_unknown") == desk.address(Certified(), "f" * 32)["why"]
    moved = Certified()
    moved.store.content[layout.certificate("f" * 32)] = moved.file
    assert sentence("id_other") == desk.address(moved, "f" * 32)["why"]
    made = Certified()
    again = signed(made.claims | {"name": "Another"})
    assert sentence("stored_other") == desk.text(made, again)["why"]
    with served(site(), made.store) as link:
        assert TEXTS["error.nowhere"] == desk.tab(f"{link}#/verify/../../evil").page.locator("h1").inner_text()


def test_the_sites_keys_must_be_the_boards(desk: Desk) -> None:
    """Another document at the site: not valid. None at all: valid, and said that nothing was compared."""
    other = {".well-known/did.json": did_document({KID: "another"})}
    assert sentence("issuer_disagree") == desk.file(Certified(), own=other)["why"]
    assert "Valid" == desk.file(Certified(), own={})["result"]
    assert sentence("issuer_board") in desk.watched.page.locator(".steps").inner_text()


def test_a_key_that_was_rotated_out_still_verifies(desk: Desk) -> None:
    """A new key beside the old one changes nothing."""
    made = rotated(**{"key-1": "issuer", "key-2": "another"})
    assert "Valid" == desk.file(made, own={})["result"]


WITHOUT_ED25519 = """(() => {
    const imported = crypto.subtle.importKey.bind(crypto.subtle);
    crypto.subtle.importKey = (format, key, algorithm, ...rest) => {
        if ((algorithm.name ?? algorithm) === "Ed25519") return Promise.reject(new DOMException("no", "NotSupportedError"));
        return imported(format, key, algorithm, ...rest);
    };
})()"""


@pytest.mark.parametrize(
    ("made", "expected"), [(Certified, "Valid"), (INVALID["signature_bad"], "Not valid"), (revoked, "Not valid")]
)
def test_a_browser_without_ed25519(made: Callable[[], Certified], expected: str, desk: Desk, browser: Any) -> None:
    """The vendored code says the same, and the page says that it was it."""
    certified = made()
    with served(site(), certified.store) as link:
        context = browser.new_context(locale="en")
        context.add_init_script(WITHOUT_ED25519)
        tab = context.new_page()
        tab.goto(f"{link}#/verify")
        tab.locator("#file").set_input_files(
            {"name": "c.json", "mimeType": "application/json", "buffer": certified.file}
        )
        tab.wait_for_selector(".outcome")
        assert expected == tab.locator(".outcome h2").inner_text()
        if expected == "Valid":
            assert sentence("signature_vendored") in tab.locator(".steps").inner_text()
        context.close()


UNREACHABLE = {
    "issuer.json": ("The issuer", 0),
    "status/revocation.jwt": ("Revocation", 1),
    "rules/": ("The rules", 1),
    "board/": ("The records today", 1),
}


@pytest.mark.parametrize("part", UNREACHABLE)
def test_what_cannot_be_read_is_not_valid_and_not_refused(part: str, desk: Desk) -> None:
    """The step says so, and the result is that it could not be checked."""
    step, facts = UNREACHABLE[part]
    made = Certified()
    with served(site(), made.store) as link:
        tab = desk.tab(f"{link}lang/en.json", "body").page
        tab.route("**/*", lambda route: route.abort() if f"/data/{part}" in route.request.url else route.continue_())
        tab.goto(f"{link}#/verify")
        tab.locator("#file").set_input_files({"name": "c.json", "mimeType": "application/json", "buffer": made.file})
        tab.wait_for_selector(".outcome")
        assert "Could not be checked" == tab.locator(".outcome h2").inner_text()
        states = tab.locator(".steps > li.unchecked strong").all_inner_texts()
        assert [step] == states
        assert facts == tab.locator(".credential").count()


def test_strangers_names_are_text(desk: Desk) -> None:
    """Whatever a signed credential holds is shown as text, cut and visible; nothing runs, nothing else is asked."""
    for name in NAMES:

        def change(claims: Claims, name: str = name) -> None:
            subject_ = claims["credentialSubject"]
            subject_["identifier"].append({"identityType": "name", "identityHash": name, "hashed": False})
            subject_["achievement"]["name"] = name

        made = Certified(change)
        found = desk.file(made)
        assert "Valid" == found["result"], name
        tab = desk.watched.page
        assert [] == desk.watched.complaints, name
        assert not [url for url in desk.watched.requested if "evil" in url]
        assert "Verify a certificate" in tab.title()
        assert 1280 >= tab.evaluate("document.documentElement.scrollWidth")
        desk.watched.page.context.close()
