"""A name keeps to its place, however wide or tall it is: what is drawn of it is looked for pixel by pixel."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

import pytest
from PIL import Image, ImageChops

from smol_leaderboard.artwork.pictures import Shown, _data, badge_png, card
from smol_leaderboard.artwork.typeset import USUAL_REACH, png, reach
from smol_leaderboard.shown_name import cleaned, is_shown_name

from .artwork_names import TALL
from .artworks import codes, lacking, shown

ALLOWED = {
    "sanskrit": "\u0930\u094d\u0924\u094d\u0938\u094d\u0928\u094d\u092f\u093e\u0902" * 7,
    "jamo": ("\u1100" * 16 + " ") * 4 + "\u1100" * 12,
    "ka": ("\u0915\u094d" * 7 + "\u0915 ") * 5,
    "malayalam": ("\u0d15\u0d4d" * 7 + "\u0d15 ") * 5,
    "emoji": "Ana " + "\U0001f393" * 70,
    "wide": "W" * 80,
    **TALL,
    "kyaw": "\u1000\u103b\u1031\u102c\u103a \u1000\u103c\u102d\u102f\u1038",
    "long javanese": f"{TALL['javanese']} " * 8,
    "tibetan": "\u0f66\u0f90\u0fb1\u0f72\u0f51 " * 9,
    "thai": "\u0e01\u0e37\u0e48\u0e33 \u0e1b\u0e34\u0e48\u0e19\u0e17\u0e34\u0e1e\u0e22\u0e4c",
    "khmer": "\u1798\u17c9\u17ba\u1793 \u179f\u17d2\u178f\u17d2\u179a\u17b8",
    "vietnamese": "Nguy\u1ec5n \u1ed6",
    "marks": "a\u0330\u0330\u0330o\u0304\u0302\u0301",
}
TOO_WIDE = {
    "jamo": "\u1100" * 80,
    "vowels": "\uac00" + "\u1161" * 79,
    "ka": "\u0915\u094d" * 40,
    "bengali": "\u0995\u09cd" * 40,
    "after a word": "Ana " + "\u1100" * 30,
}
"""Of clusters that a name may not have; certificates of other programs could."""


class Place(NamedTuple):
    """Where a name may be, in pixels: the outer edges."""

    left: float
    top: float
    right: float
    bottom: float


CLAY, GOLD = "#8f3a1c", "#f2c879"
BADGE = Place(44 * 2, 348.1 * 2, 308 * 2, 444.2 * 2)
"""The column beside the code, above the day of issue."""
CARD = Place(100, 100, 838, 545)
"""The column beside the code; a tall name moves the title."""


def certificate(drawn: Shown) -> Image.Image:
    """A certificate's page, 842 x 595 points, a pixel a point."""
    return opened(png(_data(drawn, "certificate") | {"paper": "a4"}, 72))


def opened(picture: bytes) -> Image.Image:
    """A picture."""
    return Image.open(BytesIO(picture)).convert("RGB")


def apart(one: Image.Image, other: Image.Image) -> Place:
    """Where two pictures differ."""
    found = ImageChops.difference(one, other).convert("L").point(lambda value: 255 if value > 40 else 0).getbbox()
    assert found
    return Place(*found)


def rows_of(picture: Image.Image, colour: str, place: Place, least: int = 1) -> list[int]:
    """The rows of a place that have so many pixels of a colour."""
    part = picture.crop(tuple(map(int, place)))  # type: ignore[arg-type]
    far = ImageChops.difference(part, Image.new("RGB", part.size, colour)).convert("L")
    near = far.point(lambda value: 255 if value < 24 else 0)
    counts = [near.crop((0, y, near.width, y + 1)).histogram()[255] for y in range(near.height)]
    return [int(place.top) + y for y, count in enumerate(counts) if count >= least]


def ensure_within(found: Place, place: Place) -> None:
    """Fail unless one lies in the other, but for what letters reach over their width, as head lines do."""
    assert found.left >= place.left - 3, (found, place)
    assert found.right <= place.right + 3, (found, place)
    assert (found.top >= place.top - 1, found.bottom <= place.bottom + 1) == (True, True), (found, place)


def ensure_in_place(drawn: Shown) -> None:
    """Fail unless the name is where it may be on all three, and the codes can be read."""
    nobody = drawn._replace(name=".")
    badge, picture, page = opened(badge_png(drawn)), opened(card(drawn)), certificate(drawn)
    ensure_within(apart(badge, opened(badge_png(nobody))), BADGE)
    ensure_within(apart(picture, opened(card(nobody))), CARD)
    if clay := rows_of(picture, CLAY, CARD):
        assert rows_of(picture, GOLD, CARD._replace(right=320), 210)[-1] + 10 < clay[0]
    line = rows_of(certificate(nobody), GOLD, Place(420, 200, 422, 450))[0]
    ensure_within(apart(page, certificate(nobody)), Place(64, line - 76, 778, line - 8))
    assert [[drawn.link]] * 2 == [codes(badge), codes(picture)]


def needing(name: str) -> None:
    """Skip where no font has a name."""
    if signs := lacking(name):
        pytest.skip(f"no font of this machine has {' '.join(signs)}: apt install fonts-noto-core fonts-noto-cjk")


@pytest.mark.parametrize("case", ALLOWED)
def test_a_name_that_may_be_shown_keeps_to_its_place(case: str) -> None:
    """Right of the margin, left of the code, above the line and the day below it."""
    name = cleaned(ALLOWED[case])
    assert is_shown_name(name)
    needing(name)
    ensure_in_place(shown(name))


@pytest.mark.parametrize("case", TOO_WIDE)
def test_what_cannot_be_broken_is_made_smaller(case: str) -> None:
    """Whatever else lets it come so far."""
    needing(TOO_WIDE[case])
    ensure_in_place(shown("Ana")._replace(name=TOO_WIDE[case]))


def test_a_short_name_stays_large_beside_a_long_word() -> None:
    """What has to be broken begins on the row that it stands on."""
    needing("\U0001f393")
    page = certificate(shown("Ana " + "\U0001f393" * 70))
    rows = rows_of(page, CLAY, Place(64, 200, 778, 330))
    assert rows
    assert rows[-1] - rows[0] >= 6


def test_how_far_names_reach() -> None:
    """Measured by what is drawn; names in Latin letters stand where they always stood."""
    for name in ("Ana", "Ana P\u00e9rez", "\u00c1ngel", "J. Q. (Gjpqy)"):
        assert USUAL_REACH == reach(name)
    for case in ("burmese", "javanese", "balinese", "tibetan"):
        if not lacking(ALLOWED[case]):
            assert reach(ALLOWED[case])[1] > 0.4
    if not lacking(ALLOWED["thai"]):
        assert reach(ALLOWED["thai"])[0] > 1
