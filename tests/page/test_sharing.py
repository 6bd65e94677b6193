"""After a valid verification: LinkedIn's form and a link to it, of verified facts alone. And the address of a verification, which
decides what is looked up and nothing that is shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from leaderboard.sample_board import people

from smol_leaderboard.artwork.links import linkedin_link, verify_link
from smol_leaderboard.board.rebuild import rebuild

from .credentials import DID, ID, LEARNER, OTHER, USER, Certified, Claims, signed
from .desk import TEXTS, Desk, sentence
from .false_certificates import called, revoked
from .hostile_names import NAMES

FORM = ".sharing a"


def asked(desk: Desk) -> dict[str, str]:
    """Return what LinkedIn's form would be filled with."""
    link = urlsplit(desk.page.locator(FORM).get_attribute("href"))
    assert ("https", "www.linkedin.com", "/profile/add") == link[:3]
    return {name: value for name, [value] in parse_qs(link.query, strict_parsing=True).items()}


def test_linkedins_form_is_filled_with_what_was_verified(desk: Desk) -> None:
    """Title, issuer, month, id and this page's own address of the verification, however it was handed in: as `smol-grade
    certificate artwork` fills it."""
    made = Certified()
    expected = {
        "startTask": "CERTIFICATION_NAME",
        "name": "Fundamentals of instruction tuning",
        "organizationName": "A made-up course",
        "issueYear": "2026",
        "issueMonth": "11",
        "certUrl": f"{desk.link}#/verify/{ID}",
        "certId": ID,
    }
    title, issuer = expected["name"], expected["organizationName"]
    link = linkedin_link(
        title=title, issuer=issuer, issued_at="2026-11-01T12:00:00Z", expires_at="",
        link=expected["certUrl"], identifier=ID,
    )  # fmt: skip
    assert expected == dict(parse_qsl(urlsplit(link).query, strict_parsing=True))
    for found in (desk.file(made), desk.address(made)):
        assert "Valid" == found["result"]
        assert expected == asked(desk)
    form = desk.page.locator(FORM)
    assert ("_blank", "noopener noreferrer") == (form.get_attribute("target"), form.get_attribute("rel"))
    assert f"{desk.link}#/verify/{ID}" == desk.page.locator(".sharing code").inner_text()
    assert not [url for url in desk.watched.requested if "linkedin" in url]


def test_a_certificate_that_expires_says_when(desk: Desk) -> None:
    """LinkedIn's form has a place for it."""

    def change(claims: Claims) -> None:
        claims["validUntil"], claims["exp"] = "2098-03-01T00:00:00Z", 4_044_470_400

    desk.file(Certified(change))
    assert ("2098", "3") == tuple(asked(desk)[f"expiration{part}"] for part in ("Year", "Month"))


def test_the_link_is_copied_and_leads_to_the_same(desk: Desk, browser: Any) -> None:
    """A press puts it into the clipboard; whoever opens it sees the verification made anew."""
    made = Certified()
    desk.file(made)
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.page.get_by_role("button", name=TEXTS["share.copy"]).click()
    copied = desk.page.evaluate("navigator.clipboard.readText()")
    desk.page.context.clear_permissions()
    tab = browser.new_page(locale="en-US")
    tab.goto(copied)
    tab.wait_for_selector(".outcome.valid")
    assert "Fundamentals of instruction tuning" in tab.locator(".credential").inner_text()
    tab.close()


def test_nothing_is_shared_of_what_is_not_valid(desk: Desk) -> None:
    """Revoked, forged, not to be checked: no form and no link. Nor of somebody who withdrew: the board's file is gone."""
    forged = Certified()
    forged.credential = signed(forged.claims, seed="stranger")
    gone = Certified()
    del gone.store.content["status/revocation.jwt"]
    for made, result in ((revoked(), "Not valid"), (gone, "Could not be checked")):
        assert result == desk.file(made)["result"]
        assert 0 == desk.page.locator(".sharing").count()
    assert "Not valid" == desk.text(forged, forged.credential)["result"]
    assert 0 == desk.page.locator(".sharing").count()
    for names, code, count in (({OTHER: "bob"}, "name_forgotten", 0), ({LEARNER: "ada-two"}, "name_other", 1)):
        made = Certified()
        made.store.content = {path: data for path, data in made.store.content.items() if not path.startswith("people/")}
        made.store.content |= people(names)
        rebuild(made.store)
        assert "Valid" == desk.file(made)["result"]
        known = names.get(LEARNER, "")
        assert sentence(code, user=USER, known=known) in desk.page.locator(".steps").inner_text()
        assert count == desk.page.locator(".sharing").count()


def test_no_title_leaves_its_place_in_the_form(desk: Desk) -> None:
    """Whatever a credential calls itself, it is one value of one field."""
    for name in NAMES:

        def change(claims: Claims, name: str = name) -> None:
            claims["credentialSubject"]["achievement"]["name"] = name

        made = Certified(change)
        assert "Valid" == desk.file(made)["result"]
        found = asked(desk)
        assert 7 == len(found)
        assert (f"{desk.link}#/verify/{ID}", ID) == (found["certUrl"], found["certId"])
        assert len(found["name"]) <= 800


def test_the_qr_codes_address_is_one_of_this_page(desk: Desk) -> None:
    """What a certificate's picture leads to is where its issuer's page is, and there the verification of its id."""
    place, _, view = verify_link(DID, ID).partition("#/verify")
    assert "https://course.example/" == place
    assert "Valid" == desk.address(Certified(), view.removeprefix("/"))["result"]


STRANGER = "Mallory"
ADDRESSES = (
    f"{ID}?name={STRANGER}&title={STRANGER}&user={STRANGER}",
    f"{ID}/?holder={STRANGER}",
    f"{ID.upper()}?{STRANGER}",
    f"/{ID}?id={'f' * 32}#{STRANGER}",
)


@pytest.mark.parametrize("part", ADDRESSES)
def test_an_address_says_which_certificate_and_nothing_else(part: str, desk: Desk) -> None:
    """Further text in it is shown nowhere; holder, name and title are those of the board's file of that id."""
    found = desk.address(called("Ana P\u00e9rez"), part)
    assert "Valid" == found["result"], found
    everything = desk.page.evaluate("document.documentElement.innerText") + desk.page.title()
    assert STRANGER not in everything
    said = desk.page.locator(".credential dd").all_inner_texts()
    assert [USER, "Ana P\u00e9rez", "Fundamentals of instruction tuning"] == said[:3]
    assert ID == said[-1]
    shared = asked(desk)
    assert (f"{desk.link}#/verify/{ID}", ID) == (shared["certUrl"], shared["certId"])
    assert STRANGER not in str(shared)


@pytest.mark.parametrize(
    "part", [f"{ID}/{STRANGER}", f"{ID}{STRANGER}", f"{STRANGER}/{ID}", f"{ID[:-1]}", f"{ID}0", f"{ID}%2f{STRANGER}"]
)
def test_an_address_of_another_form_leads_nowhere(part: str, desk: Desk) -> None:
    """It is not guessed what was meant, and nothing of it is shown."""
    tab = desk.open(Certified(), f"/{part}")
    assert TEXTS["error.nowhere"] == tab.locator("h1").inner_text()
    assert STRANGER not in tab.evaluate("document.documentElement.innerText") + tab.title()
    assert not [url for url in desk.watched.requested if "certificates/" in url]


def test_another_id_shows_another_certificate_or_none(desk: Desk) -> None:
    """A digit changed: the board has none, and of the first nothing is shown."""
    found = desk.address(Certified(), f"{ID[:-1]}0?name={STRANGER}")
    assert ("Not valid", sentence("id_unknown")) == (found["result"], found["why"])
    assert 0 == desk.page.locator(".credential, .sharing").count()
    assert STRANGER not in desk.page.evaluate("document.documentElement.innerText")
