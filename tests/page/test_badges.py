"""A badge is handed in like a certificate: what is baked into a picture is verified, and the picture does nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaderboard.artworks import shown
from openbadgeslib.baking import ITXT_KEYWORD_OB3, SVG_ELEMENT_OB3, SVG_NS_OB3, bake_png, bake_svg

from smol_leaderboard import layout
from smol_leaderboard.artwork.errors import NoGlyphs
from smol_leaderboard.artwork.pictures import badge_png, badge_svg
from smol_leaderboard.baked import bake, credential_in, is_picture
from smol_leaderboard.findings import Refused

from .badges import bad, element, good, harmful, png, svg, text_chunk
from .credentials import Certified, signed
from .desk import TEXTS, Desk, sentence
from .false_certificates import revoked
from .odd_badges import odd

SAMPLE = Certified()
ODD = odd(SAMPLE.credential)
GOOD, BAD, HARMFUL = good(SAMPLE.credential), bad(SAMPLE.credential), dict(harmful(SAMPLE.credential))


@pytest.mark.parametrize("name", GOOD)
def test_a_badge_is_valid_in_every_spelling(name: str, desk: Desk) -> None:
    """The credential in it is verified like one that was pasted: its records come from the board."""
    found = desk.file(SAMPLE, GOOD[name])
    assert "Valid" == found["result"], found
    assert TEXTS["verify.file_jwt"] in desk.page.locator(".steps").inner_text()
    assert [] == desk.watched.complaints


def test_what_another_program_baked_is_read(desk: Desk) -> None:
    """openbadgeslib bakes, this page reads: they share a standard and no code."""
    credential = SAMPLE.credential
    for content in (
        bake_png(png(), credential, "a comment", keyword=ITXT_KEYWORD_OB3),
        bake_svg(svg(), credential, "a comment", element=SVG_ELEMENT_OB3, namespace=SVG_NS_OB3),
    ):
        assert "Valid" == desk.file(SAMPLE, content)["result"]


@pytest.mark.parametrize("name", ["Ana", "\u0644\u064a\u0644\u0649", "W" * 80])
def test_the_badges_that_the_course_draws_are_read(name: str, desk: Desk) -> None:
    """PNG and SVG as `smol-grade certificate artwork` writes them, whatever name stands on them."""
    for draw in (badge_png, badge_svg):
        try:
            picture = draw(shown(name))
        except NoGlyphs:
            pytest.skip("no font of this machine has the letters of the name")
        assert "Valid" == desk.file(SAMPLE, bake(picture, SAMPLE.credential))["result"]
        assert [] == desk.watched.complaints


READ = """(pictures) => Promise.all(pictures.map(async (text) => {
    const { credentialIn } = await import("/js/badge.js");
    try {
        const found = await credentialIn(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)));
        return found === null ? "no picture" : `credential ${found}`;
    } catch (error) {
        return error.code ?? String(error);
    }
}))"""


def by_page(pictures: Iterable[bytes], tab: Any) -> list[str]:
    """What the page takes out of pictures, or why it takes nothing."""
    return tab.evaluate(READ, [base64.b64encode(one).decode() for one in pictures])  # type: ignore[no-any-return]


def by_terminal(picture: bytes) -> str:
    """The same for `smol-grade certificate verify`."""
    if not is_picture(picture):
        return "no picture"
    try:
        return f"credential {credential_in(picture)}"
    except Refused as refused:
        return refused.code


def test_the_terminal_reads_no_badge_otherwise(desk: Desk) -> None:
    """`smol-grade certificate verify` finds the credential that this page finds, and says of any other picture what it says."""
    pictures = GOOD | {name: content for name, (_, content) in BAD.items()} | HARMFUL | ODD
    assert len(GOOD) + len(BAD) + len(HARMFUL) + len(ODD) == len(pictures)
    expected = {name: by_terminal(content) for name, content in pictures.items()}
    assert expected == dict(zip(pictures, by_page(pictures.values(), desk.open(SAMPLE)), strict=True))
    assert {f"credential {SAMPLE.credential}"} == {expected[name] for name in (*GOOD, *HARMFUL)}
    for name, (code, _) in BAD.items():
        if code not in ("picture_other", "file_large"):
            assert code == expected[name], name
    assert {"credential", "picture_empty", "picture_twice", "picture_damaged", "picture_large", "no"} == {
        expected[name].split()[0] for name in ODD
    }


MARKUP = '< > & " \' = : / ? ! - [ ] ; # a 1 <g> </g> <g/> <!-- --> <![CDATA[ ]]> <? ?> &amp; &#65; xml xmlns ob: verify xmlns:q="u"'
"""What a drawing is made of, in pieces."""


@settings(max_examples=20, deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 999), st.sampled_from([*MARKUP.split(), " ", "\n", "\u00e9"]), st.integers(0, 2)),
        min_size=50,
        max_size=50,
    )
)
def test_nor_one_that_was_changed(desk: Desk, changes: list[tuple[int, str, int]]) -> None:
    """Wherever a piece of markup is put into a drawing, or in place of another: both read it, or none."""
    whole = svg("<!-- a --><![CDATA[b]]>&lt;", element("a.b.c"), start='<?xml version="1.0"?><!DOCTYPE svg>').decode()
    pictures = []
    for place, piece, gone in changes:
        at = place % len(whole)
        pictures.append((whole[:at] + piece + whole[at + gone :]).encode())
    tab = desk.page if desk.turn else desk.open(SAMPLE)
    assert list(map(by_terminal, pictures)) == by_page(pictures, tab)


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_badge_is_refused_with_its_own_sentence(name: str, desk: Desk) -> None:
    """Broken, huge, empty, ambiguous, with entities: a sentence at the top, and nothing is looked at."""
    code, content = BAD[name]
    found = desk.file(SAMPLE, content)
    empty = code == "picture_empty"
    result = "Could not be checked" if empty else "Not valid"
    assert (result, sentence(code, megabytes=2)) == (found.pop("result"), found.pop("why"))
    assert ["not checked" if empty else "not in order", *["not looked at"] * 11] == list(found.values())


def test_a_pdf_is_not_checked(desk: Desk) -> None:
    """It may be of a good certificate; where to look is said."""
    found = desk.file(SAMPLE, b"%PDF-1.7\n\xff")
    assert ("Could not be checked", sentence("file_pdf")) == (found["result"], found["why"])
    assert [] == desk.complaints()


@pytest.mark.parametrize("name", HARMFUL)
def test_a_picture_does_nothing(name: str, desk: Desk) -> None:
    """Scripts, handlers and addresses in a badge stay bytes: its credential is valid, and no part of it is in the page."""
    assert "Valid" == desk.file(SAMPLE, HARMFUL[name])["result"]
    assert desk.page.title().startswith("Verify a certificate")
    assert 0 == desk.page.locator("svg, image, img, iframe").count()
    assert not [url for url in desk.watched.requested if "evil" in url]
    assert [] == desk.complaints()


def test_a_badge_of_a_certificate_that_is_not_good(desk: Desk) -> None:
    """Revoked; signed anew by somebody else; of another board: as its credential alone."""
    assert "Not valid" == desk.file(revoked(), png(text_chunk(SAMPLE.credential.encode())))["result"]
    forged = signed(SAMPLE.claims, seed="stranger")
    for content in (png(text_chunk(forged.encode())), svg(element(forged))):
        found = desk.file(SAMPLE, content)
        assert ("Not valid", sentence("signature_bad")) == (found["result"], found["why"])
    missing = Certified()
    missing.store.content = {
        path: data for path, data in missing.store.content.items() if not path.startswith(layout.CERTIFICATES)
    }
    found = desk.file(missing, png(text_chunk(SAMPLE.credential.encode())))
    assert ("Could not be checked", sentence("evidence_no_file")) == (found["result"], found["why"])


DROP = """([name, type, text]) => {
    const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name, { type }));
    document.querySelector(".hand-in").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""


@pytest.mark.parametrize(
    ("name", "kind", "spelling"), [("a.png", "image/png", "png"), ("a.svg", "image/svg+xml", "svg")]
)
def test_a_badge_can_be_dropped(name: str, kind: str, spelling: str, desk: Desk) -> None:
    """As it can be chosen, whatever its name and type say; the file chooser offers pictures."""
    tab = desk.open(SAMPLE)
    assert {".png", ".svg"} <= set(tab.locator("#file").get_attribute("accept").split(","))
    tab.evaluate(DROP, [name, kind, base64.b64encode(GOOD[spelling]).decode()])
    assert "Valid" == desk.said()["result"]
    tab.evaluate(DROP, ["c.txt", "text/plain", base64.b64encode(GOOD[spelling]).decode()])
    assert "Valid" == desk.said()["result"]


def test_the_scanner_reads_xml_as_a_parser_does(desk: Desk) -> None:
    """Names, namespaces and attributes of each element are those that Python's own parser finds."""
    from xml.etree import ElementTree

    ask = """async (text) => {
        const { elements } = await import("/js/svg_scan.js");
        return JSON.stringify(elements(text).map(({ name, space, attributes }) => [space, name, [...attributes].filter(([key]) => !/^xmlns(:|$)/.test(key))]));
    }"""
    tab = desk.open(SAMPLE)
    for content in [data for spelling, data in GOOD.items() if spelling.startswith("svg")]:
        text = content.decode().removeprefix("\ufeff")
        found = [
            [
                *(one.tag.removeprefix("{").split("}") if "}" in one.tag else ["", one.tag]),
                [*map(list, one.attrib.items())],
            ]
            for one in ElementTree.fromstring(text).iter()
        ]
        assert found == json.loads(tab.evaluate(ask, text))
