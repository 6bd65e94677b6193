"""A certificate is verified in the browser: what is good is valid, and each way to be bad has its own sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from leaderboard.issued import certify
from leaderboard.sample_board import people, subject

from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.issuer import IssuerKey, document, new_key
from smol_leaderboard.key_rotation import public as public_half
from smol_leaderboard.redacting import traces
from smol_leaderboard.revoking import Signer, revoke
from smol_leaderboard.schema import canonical, read_record, sealed_record
from smol_leaderboard.segments import write_segments
from smol_leaderboard.site import page_folder

from .credentials import (
    DID,
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
    did_document,
    signed,
    status_list,
)
from .desk import KEYS, TEXTS, Desk, sentence
from .false_certificates import INVALID, OTHER_ISSUER, called, headed_by, revoked, rotated, stored
from .hostile_names import NAMES


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


def test_a_certificate_that_was_saved_is_valid_after_its_holder_withdrew(desk: Desk) -> None:
    """The board's lines say less than the evidence, and name their former hash; another former hash is not enough."""
    made = Certified()
    store = made.store
    store.commit(traces(store, store.head(), subject(LEARNER)).changes, "withdrawn")
    rebuild(store)
    found = desk.file(made)
    assert ("Valid", "to be noted") == (found["result"], found[TEXTS["step.name"]])
    for path in [path for path in store.content if path.startswith("records/evaluation/")]:
        lines = map(read_record, store.content.pop(path).splitlines())
        store.content |= write_segments(
            [sealed_record(msgspec.structs.replace(one, was=one.was and "f" * 64)) for one in lines]
        )
    rebuild(store, anew=True)
    found = desk.file(made)
    assert ("Not valid", sentence("records_changed")) == (found["result"], found["why"])


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


def test_the_name_that_the_holder_chose_is_shown(desk: Desk) -> None:
    """As what it is: chosen, and checked by nobody."""
    found = desk.file(called("Ana P\u00e9rez"))
    assert "Valid" == found["result"], found
    shown = desk.page.locator(".credential").inner_text()
    assert TEXTS["fact.name"] in shown
    assert "Ana P\u00e9rez" in shown


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("\u1100" * 16, "Valid"),
        ("\u0915\u094d" * 8, "Valid"),
        ("\u1100" * 80, "Not valid"),
        ("\u0d15\u0d4d" * 40, "Not valid"),
    ],
)
def test_a_holders_name_widens_nothing(desk: Desk, name: str, result: str, width: int) -> None:
    """One of characters that are drawn as one sign; more of them than a name may have are none of the course's."""
    before = desk.page.viewport_size
    desk.page.set_viewport_size({"width": width, "height": 740})
    try:
        assert result == desk.file(called(name))["result"]
        assert width == desk.page.evaluate("document.documentElement.scrollWidth")
    finally:
        desk.page.set_viewport_size(before)


def test_strangers_names_are_text(desk: Desk) -> None:
    """Whatever a signed credential holds is shown as text, cut and visible; nothing runs, nothing else is asked."""
    for name in NAMES:

        def change(claims: Claims, name: str = name) -> None:
            subject_ = claims["credentialSubject"]
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
