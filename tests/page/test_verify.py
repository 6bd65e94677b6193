"""A certificate is verified in the browser: what is good is valid, and each way to be bad has its own sentence."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
import pytest
from leaderboard.issued import certify
from leaderboard.sample_board import grade, people, segments, subject

from smol_grade.certificates import Issuer
from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.issuer import IssuerKey, document, new_key
from smol_leaderboard.key_rotation import public as public_half
from smol_leaderboard.revoking import Signer, revoke
from smol_leaderboard.rules import Rules
from smol_leaderboard.schema import AnyRecord, GradeRecord, canonical, sealed_record
from smol_leaderboard.site import BESIDE, page, page_folder

from .browser import Watched, served
from .credentials import (
    DID,
    FULL,
    ID,
    INDEX,
    KID,
    LEARNER,
    LIST,
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
KEYS = ".well-known/did.json"
Files = Mapping[str, bytes]


class Shelf:
    """A store that another one can be put in the place of."""

    def __init__(self, store: Any = None) -> None:
        self.store = store
        self.name = "shelf"

    def read(self, path: str) -> bytes | None:
        """Return a file of the store that is there now."""
        found: bytes | None = self.store.read(path)
        return found


class Desk:
    """The verify view in a tab, over one board after another."""

    def __init__(self, page: Any, link: str, shelf: Shelf, own: dict[str, bytes]) -> None:
        self.page, self.link, self.shelf, self.own = page, link, shelf, own
        self.watched = Watched(page)
        self.turn = 0

    def open(self, made: Certified, part: str = "", own: Files | None = None) -> Any:
        """Open the view over a board, with the issuer's keys at the site as `own` says."""
        self.turn += 1
        self.shelf.store = made.store
        self.own.pop(KEYS, None)
        self.own |= {KEYS: did_document()} if own is None else own
        self.watched.complaints.clear()
        self.watched.requested.clear()
        self.page.goto(f"{self.link}?turn={self.turn}#/verify{part}")
        self.page.wait_for_selector("h1")
        return self.page

    def file(self, made: Certified, content: bytes | None = None, *, own: Files | None = None) -> dict[str, str]:
        """Hand in a file; return what the page says."""
        page_ = self.open(made, own=own)
        given = made.file if content is None else content
        page_.locator("#file").set_input_files({"name": "c.json", "mimeType": "application/json", "buffer": given})
        return self.said()

    def text(self, made: Certified, text: str) -> dict[str, str]:
        """Paste a text."""
        page_ = self.open(made)
        page_.locator("#text").fill(text)
        page_.locator(".hand-in button").click()
        return self.said()

    def address(self, made: Certified, part: str = ID) -> dict[str, str]:
        """Open the address of an id."""
        self.open(made, f"/{part}")
        return self.said()

    def said(self) -> dict[str, str]:
        """Return the result, and each step's state by its title."""
        self.page.wait_for_selector(".outcome")
        script = """() => Object.fromEntries([
            ["result", document.querySelector(".outcome h2").innerText],
            ["why", document.querySelector(".outcome").innerText.split("\\n").slice(1).join("\\n").trim()],
            ...[...document.querySelectorAll(".steps > li")].map(
                (step) => [step.querySelector("strong").innerText, step.querySelector(".state").innerText]),
        ])"""
        found: dict[str, str] = self.page.evaluate(script)
        return found

    def complaints(self) -> list[str]:
        """Return what the console said, without files that are not there."""
        return [one for one in self.watched.complaints if "404" not in one]


@pytest.fixture(scope="module")
def desk(browser: Any) -> Iterator[Desk]:
    """The verify view, one tab for all tests."""
    shelf = Shelf()
    files = dict(page(BESIDE))
    with served(files, shelf) as link:  # type: ignore[arg-type]
        context = browser.new_context(locale="en-US", viewport={"width": 1200, "height": 900})
        tab = context.new_page()
        tab.set_default_timeout(20_000)
        yield Desk(tab, link, shelf, files)
        context.close()


def sentence(code: str, **fields: object) -> str:
    """Return a sentence of the page."""
    return TEXTS[f"verify.{code}"].format(**fields)


def test_a_good_certificate_is_valid(desk: Desk) -> None:
    """Every step is in order; who, what, when and by whom is said, and that the holder's identity is not proven."""
    found = desk.file(Certified())
    assert "Valid" == found.pop("result"), found
    assert TEXTS["result.valid_means"] == found.pop("why")
    assert {"in order"} == set(found.values()), found
    assert 12 == len(found)
    assert [TEXTS[f"step.{name}"] for name in ("file", "jwt", "issuer", "signature")] == list(found)[:4]
    tab = desk.page
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
    assert 0 == desk.page.locator(".credential, .proof").count()
    assert [] == desk.complaints()


def test_each_reason_has_its_own_sentence() -> None:
    """No two ways to be refused are told alike, in either language."""
    for language in ("en", "es"):
        texts = json.loads((page_folder() / "lang" / f"{language}.json").read_text("utf-8"))
        said = [text for key, text in texts.items() if key.startswith("verify.")]
        assert len(said) == len(set(said))


def test_a_name_that_is_another_today_is_noted(desk: Desk) -> None:
    """Valid, and the reader is warned: somebody else may have the old name. So it is where nobody is named any more."""
    for names, code, known in (
        ({LEARNER: "ada-two", OTHER: "bob"}, "name_other", "ada-two"),
        ({OTHER: "bob"}, "name_forgotten", ""),
    ):
        made = Certified()
        made.store.content = {path: data for path, data in made.store.content.items() if not path.startswith("people/")}
        made.store.content |= people(names)
        rebuild(made.store)
        found = desk.file(made)
        assert ("Valid", "to be noted") == (found["result"], found[TEXTS["step.name"]])
        assert sentence(code, user=USER, known=known) in desk.page.locator(".steps").inner_text()


def test_a_credential_without_a_file_on_the_board(desk: Desk) -> None:
    """Alone it is signed, but nobody knows its records."""
    made = stored(layout.certificate(ID), None)
    found = desk.text(made, made.credential)
    assert ("Could not be checked", sentence("evidence_no_file")) == (found["result"], found["why"])
    assert "Valid" == desk.file(made)["result"]


def test_a_reason_alone_revokes(desk: Desk) -> None:
    """The list may be older than the reasons: what either says is not taken back."""
    reasons = {"schema_version": 1, "revoked": {ID: {"bit": INDEX, "at": "2026-11-02T00:00:00Z", "reason": "Copied."}}}
    found = desk.file(stored("status/reasons.json", json.dumps(reasons).encode()))
    assert ("Not valid", sentence("revoked_why", reason="Copied.")) == (found["result"], found["why"])


def test_a_revocation_says_why(desk: Desk) -> None:
    """The course's reason stands at the top; markup in it is text."""
    found = desk.file(revoked("<b>The model</b> was another's.\u202e"))
    assert ("Not valid", sentence("revoked_why", reason="<b>The model</b> was another's.\\u202e")) == (
        found["result"],
        found["why"],
    )


def test_every_changed_byte_is_refused(desk: Desk) -> None:
    """At each place of header, claims and signature another letter: not one of them is valid."""
    made = Certified()
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
    places = [*range(0, len(made.credential), 29), *range(len(made.credential) - 86, len(made.credential), 5)]
    found = desk.open(made).evaluate(script, [made.credential, places, made.file.decode()])
    assert {"invalid"} == set(found)
    assert len(places) == len(found)


def test_a_link_an_id_and_the_credential_alone(desk: Desk) -> None:
    """By address, pasted link, UUID and JWT the board's own copy is verified; the link's host is never asked."""
    made = Certified()
    assert "Valid" == desk.address(made)["result"]
    assert desk.page.url.endswith(f"#/verify/{ID}")
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
    assert TEXTS["error.nowhere"] == desk.open(made, "/../../evil").locator("h1").inner_text()


def test_a_site_without_keys(desk: Desk) -> None:
    """Where the site serves none, it is valid, and said that nothing was compared."""
    assert "Valid" == desk.file(Certified(), own={})["result"]
    assert sentence("issuer_board") in desk.page.locator(".steps").inner_text()


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
    context = browser.new_context(locale="en-US")
    context.add_init_script(WITHOUT_ED25519)
    other = Desk(context.new_page(), desk.link, desk.shelf, desk.own)
    assert expected == other.file(made(), own={})["result"]
    if expected == "Valid":
        assert sentence("signature_vendored") in other.page.locator(".steps").inner_text()
    assert [] == other.complaints()
    context.close()


UNREACHABLE = {
    "**": ("The issuer", 0),
    "issuer.json": ("The issuer", 0),
    "status/revocation.jwt": ("Revocation", 1),
    "rules/": ("The rules", 1),
    "board/records/": ("The records today", 1),
}


@pytest.mark.parametrize("part", UNREACHABLE)
def test_what_cannot_be_read_is_not_valid_and_not_refused(part: str, desk: Desk) -> None:
    """The step says so, and the result is that it could not be checked."""
    step, facts = UNREACHABLE[part]
    place = f"**/data/{part}*" if part.endswith("/") else f"**/data/{part}"
    desk.page.route(place, lambda route: route.abort())
    try:
        found = desk.file(Certified())
    finally:
        desk.page.unroute(place)
    assert "Could not be checked" == found.pop("result")
    assert [step] == [name for name, state in found.items() if state == "not checked"]
    assert facts == desk.page.locator(".credential").count()


def test_what_is_no_fault_of_the_credential(desk: Desk) -> None:
    """Documents of the board or the site that do not fit, or another issuer: it could not be checked, and why is said."""
    for made, own, code in (
        (Certified(), {KEYS: did_document({KID: "another"})}, "issuer_disagree"),
        (stored(layout.ISSUER, b"{}"), {}, "issuer_form"),
        (stored(layout.RULES, canonical(msgspec.structs.replace(RULES, issuer=OTHER_ISSUER))), {}, "issuer_rules"),
        (stored(layout.ISSUER, None), {}, "issuer_missing"),
        (headed_by("did:web:evil.example"), {}, "issuer_other"),
        (stored("status/revocation.jwt", None), {}, "status_missing"),
        (stored("status/revocation.jwt", status_list(seed="stranger")), {}, "status_signature"),
        (stored("status/revocation.jwt", b"{}"), {}, "status_form"),
        (stored("status/revocation.jwt", status_list(purpose="suspension")), {}, "status_form"),
        (stored("status/revocation.jwt", status_list(days=-1)), {}, "status_old"),
        (stored("status/reasons.json", b"{"), {}, "status_form"),
    ):
        found = desk.file(made, own=own)
        assert ("Could not be checked", sentence(code)) == (found["result"], found["why"])


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
        assert [] == desk.complaints(), name
        assert not [url for url in desk.watched.requested if "evil" in url]
        assert desk.page.title().startswith("Verify a certificate")
        assert 1200 >= desk.page.evaluate("document.documentElement.scrollWidth")


def test_what_the_course_issues_is_valid_until_it_revokes(desk: Desk) -> None:
    """The issuer's own program and this page share a format and no code."""
    made = Certified()
    issuer = IssuerKey(new_key())
    made.store.content[layout.ISSUER] = document(DID, (public_half(issuer),))
    for path in [path for path in made.store.content if path.startswith(("status/", "certificates/"))]:
        del made.store.content[path]
    issued = {one.what: one for one in certify(made.store, issuer, USER, at="2026-11-02T00:00:00Z")}
    [path] = [
        path
        for path in made.store.content
        if layout.CERTIFICATE_INDEX != path.removeprefix("/") and path.startswith("certificates/")
    ]
    content = made.store.content[path]
    own = {KEYS: made.store.content[layout.ISSUER]}
    found = desk.file(made, content, own=own)
    assert "Valid" == found["result"], (found, issued)
    identifier = path.split("/")[-1].removesuffix(".json")
    revoke(
        made.store,
        lambda book: [one for one in book.holdings.certificates if one.id == identifier],
        "Copied.",
        Signer(issuer, LIST, "2026-11-03T00:00:00Z"),
    )
    found = desk.file(made, content, own=own)
    assert ("Not valid", sentence("revoked_why", reason="Copied.")) == (found["result"], found["why"])
