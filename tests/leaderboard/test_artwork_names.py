"""Two hundred hostile names: each is drawn as it stands, or refused with a sentence; nothing that it says is done."""

from __future__ import annotations

import functools
import json
import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
import typst
from PIL import Image

from smol_grade.messages import LANGUAGES, say
from smol_leaderboard.artwork import award_badge, typeset
from smol_leaderboard.artwork.errors import ArtworkError, NoGlyphs, NotDrawable
from smol_leaderboard.artwork.pictures import badge_png, badge_svg, card, certificate_pdf
from smol_leaderboard.artwork.plain import east_asian, plain
from smol_leaderboard.shown_name import is_shown_name

from .artwork_names import HOSTILE, SCRIPTS, shows_all
from .artworks import BAD_KEYS, addresses, codes, faults_of, keys_of, lacking, shown, text_of
from .killing import FULL
from .shown_names import GOOD

LEFT_TO_RIGHT = {"greek", "cyrillic", "georgian", "armenian"}


def test_there_are_more_than_two_hundred() -> None:
    """And of both kinds."""
    kinds = [shows_all(name) for name in HOSTILE]
    assert len(HOSTILE) >= 200
    assert min(kinds.count(True), kinds.count(False)) > 50


def sentence(error: ArtworkError) -> str:
    """What is said, in both languages."""
    fields = {name: str(value) for name, value in error.fields.items()}
    texts = [say(language, key, **fields) for language in LANGUAGES for key in (error.key, error.hint) if key]
    assert all(texts)
    return "\n".join(texts)


def drawn_or_refused(name: str) -> bytes | ArtworkError:
    """The certificate of somebody of that name."""
    try:
        return certificate_pdf(shown(name), "a4")
    except ArtworkError as error:
        return error


@pytest.mark.proof
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_name_is_drawn_as_it_stands_or_refused(number: int) -> None:
    """As PDF, and every eighth (in full: all) as PNG, SVG and card; what may not be drawn is known without the program."""
    name = HOSTILE[number]
    pdf = drawn_or_refused(name)
    if isinstance(pdf, NoGlyphs):
        assert all(f"U+{ord(sign):04X}" in sentence(pdf) for sign in lacking(name)[:5])
        assert "apt install fonts-noto" in sentence(pdf)
        return
    assert isinstance(pdf, bytes) == (not name or shows_all(name)), name
    if isinstance(pdf, ArtworkError):
        assert sentence(pdf)
        return
    assert set() == keys_of(pdf) & BAD_KEYS
    assert {shown().link} == addresses(pdf)
    if name.isascii():
        assert (name or "ana").replace(" ", "") in text_of(pdf)
    if FULL or number % 8 == 0:
        ensure_pictures(name)


def ensure_pictures(name: str) -> None:
    """The badge, the drawing and the card of a name are what they should be, and lead where they should."""
    drawn = shown(name)
    badge, picture = Image.open(BytesIO(badge_png(drawn))), Image.open(BytesIO(card(drawn)))
    assert ((1024, 1024), (1200, 630)) == (badge.size, picture.size)
    assert [drawn.link] == codes(badge)
    assert [drawn.link] == codes(picture)
    svg = badge_svg(drawn)
    assert [] == faults_of(svg)
    assert say("en", "artwork.alt", title=drawn.title, name=drawn.name) == ET.fromstring(svg).attrib["aria-label"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *(("\u2800", "hidden"), ("a\U0001d159", "hidden"), ("a\ufffc", "hidden"), ("\u2ff0\u4eba", "hidden")),
        *(("a\U0001107fa", "hidden"), ("a\U0001da9ba", "hidden"), ("Ana \U0001f4ab\u0301", "marks")),
        *(
            ("Ana \u2713\u0301", "marks"),
            ("a\U0001f3ff", "marks"),
            ("\U0001f3ff", "marks"),
            ("a" + "\u0301" * 4, "marks"),
        ),
        *(("\u1100" * 17, "cluster"), ("a/" + "\u0915\u094d" * 9, "cluster")),
    ],
)
def test_what_would_be_lost_or_a_box_or_too_wide_is_not_drawn(text: str, why: str) -> None:
    """Each with its own sentence."""
    with pytest.raises(NotDrawable) as refused:
        plain(text)
    assert f"artwork_error.text_{why}" == refused.value.key
    assert sentence(refused.value)


@pytest.mark.parametrize(
    "text", ["\u261d\U0001f3fd", "Best \u2764 model", "a_b/c-d_2.0", "2026", "\u1000\u103b\u1031\u102c\u103a"]
)
def test_titles_and_models_may_hold_more_than_names(text: str) -> None:
    """Symbols with a skin tone, signs, digits alone."""
    assert text == plain(text)


def test_what_is_drawn_is_data() -> None:
    """A value comes out of the template's JSON as it went in, whatever stands in it."""
    for name in HOSTILE:
        if shows_all(name):
            assert name == json.loads(json.dumps({"name": name}, ensure_ascii=False))["name"]
    data = {"kind": "sign", "lang": "en", "title": "x", "sign": '#read("/etc/passwd") \\ $x$'}
    assert '#read("/etc/passwd")\\$x$'.replace(" ", "") in text_of(typeset.pdf(data))


@pytest.mark.parametrize("name", GOOD)
def test_every_name_that_may_be_shown_is_drawn(name: str) -> None:
    """Unless no font of this machine has it."""
    if lacking(name):
        pytest.skip(
            f"no font of this machine has {' '.join(lacking(name))}: apt install fonts-noto-core fonts-noto-cjk"
        )
    assert certificate_pdf(shown(name), "a4").startswith(b"%PDF")


@pytest.mark.parametrize("script", SCRIPTS)
def test_names_in_every_script(script: str) -> None:
    """Drawn with glyphs of its own, never boxes; what is written from left to right can be copied out of the document."""
    name = SCRIPTS[script]
    assert is_shown_name(name)
    if lacking(name):
        pytest.skip(
            f"no font of this machine has {script}: apt install fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji"
        )
    text = text_of(certificate_pdf(shown(name), "a4"))
    assert set(name) - {" "} <= set(text)
    if script in LEFT_TO_RIGHT:
        assert name.replace(" ", "") in text


def test_chinese_characters_have_the_forms_of_their_reader() -> None:
    """Japanese ones beside kana, Korean ones beside hangul, else Chinese ones."""
    assert ["JP", "KR", ""] == [east_asian(SCRIPTS[name]) for name in ("japanese", "korean", "chinese")]
    assert "JP" == east_asian("\u30ab\u5c71")


def test_a_character_that_no_font_has_is_named_with_what_to_install() -> None:
    """Never drawn as a box: in the document, the badge, the drawing and the card."""
    name = next(sign for sign in map(chr, range(0x11FFF, 0x10000, -1)) if sign.isalpha() and lacking(sign))
    for draw in (lambda one: certificate_pdf(one, "letter"), badge_png, badge_svg, card):
        with pytest.raises(NoGlyphs) as caught:
            draw(shown(f"Ana {name}"))
        assert f"U+{ord(name):04X}" in sentence(caught.value)
        assert "fonts-noto" in sentence(caught.value)
        assert "--name NAME" in sentence(caught.value)


def test_without_fonts_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Latin, Greek, Cyrillic and Hebrew are drawn all the same; of the others each says which package has it."""
    packages = {
        "thai": "fonts-noto-core",
        "chinese": "fonts-noto-cjk",
        "korean": "fonts-noto-cjk",
    }
    packages["emoji"] = "fonts-noto-color-emoji"
    typeset._compiler.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(typst, "Fonts", functools.partial(typst.Fonts, include_system_fonts=False))
        for script in ("greek", "cyrillic", "hebrew"):
            assert certificate_pdf(shown(SCRIPTS[script]), "a4")
        for script, package in packages.items():
            found = drawn_or_refused(SCRIPTS[script])
            assert isinstance(found, NoGlyphs), script
            assert package in sentence(found)
    typeset._compiler.cache_clear()


@pytest.mark.parametrize("name", ["<b>", '#eval("1")', "a\x00", "\u202ea", "x" * 500])
def test_hostile_texts_in_an_award(name: str) -> None:
    """Titles, models and cohorts are data, too."""
    link = "https://example.org/#/awards"
    for title, model, cohort in ((name, "a/b", "open"), ("Best", name, "open"), ("Best", "a/b", name)):
        if not shows_all(name):
            with pytest.raises(NotDrawable):
                award_badge(title, model, cohort, link, language="en")
        else:
            badge = award_badge(title, model, cohort, link, language="es")
            assert [link] == codes(Image.open(BytesIO(badge.png)))
            assert [] == faults_of(badge.svg)
