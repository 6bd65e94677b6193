"""Drawing with typst: our one template, and data. No network, no file but the template's folder and the fonts.

Every drawing begins as PDF/UA-1, which typst refuses to write where a character has no glyph: so no picture has a box.
"""

from __future__ import annotations

import functools
import json
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

from ..characters import clusters
from .errors import NoArtworkExtra, NoGlyphs, NotDrawn

FOLDER = Path(__file__).parent / "template"
TEMPLATE = FOLDER / "artwork.typ"
STANDARD = "ua-1"
PIXELS_PER_INCH = 144.0
"""Of pictures: two pixels a point."""
USUAL_REACH = (0.8, 0.25)
"""Above and below the line, in em: what the template keeps free for every text."""
LINE = 80
"""Where the line is on a picture of words, whose letters have `EM` pixels an em: both from its template."""
EM = 20
DARK = 200
CJK = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH")
Data = Mapping[str, Any]
Form = Literal["pdf", "png", "svg"]


def need_extra() -> None:
    """Raise `NoArtworkExtra` where something is not installed with which a certificate is verified or drawn.

    The extra that draws brings the one that verifies, so that who lacks both is told of one.
    """
    from ..certificate_errors import NoVerifyExtra
    from ..issuer import need_extra as need_verify_extra

    try:
        import segno  # noqa: F401
        import typst  # noqa: F401

        need_verify_extra()
    except ImportError as error:
        raise NoArtworkExtra(error.name or "typst") from error
    except NoVerifyExtra as error:
        raise NoArtworkExtra(str(error.fields["module"])) from error


def pdf(data: Data) -> bytes:
    """Return a document, tagged; raise `NoGlyphs`, `NotDrawn`, `NoArtworkExtra`."""
    return _compiled(data, "pdf")


def png(data: Data, ppi: float = PIXELS_PER_INCH) -> bytes:
    """Return a picture of `ppi` pixels an inch; raise like `pdf`."""
    pdf(data)
    return _compiled(data, "png", ppi)


def svg(data: Data) -> bytes:
    """Return a drawing whose letters are outlines, so that it needs no font; raise like `pdf`.

    To who listens it is an image with a text: the data's `alt`.
    """
    pdf(data)
    drawn = _compiled(data, "svg")
    return drawn.replace(b"<svg ", f"<svg role='img' aria-label={quoteattr(data['alt'])} ".encode(), 1)


def reach(text: str, cjk: str = "") -> tuple[float, float]:
    """Return how far a text's letters and marks reach above and below their line, in em; at least `USUAL_REACH`.

    Drawn and looked at, for no font says it: where marks lie on each other they are moved. `cjk` as in the data.
    Raises `NotDrawn`, `NoArtworkExtra`.
    """
    if text.isascii():
        return USUAL_REACH
    drawn = _compiled({"kind": "words", "lang": "en", "title": "", "words": text, "cjk": cjk}, "png", 72.0)
    import png as pngs  # openbadgeslib requires it

    _, _, rows, _ = pngs.Reader(bytes=drawn).asRGBA8()
    inked = [number for number, row in enumerate(rows) if min(row) < DARK]
    if not inked:
        return USUAL_REACH
    above, below = USUAL_REACH
    return max(above, (LINE - inked[0]) / EM), max(below, (inked[-1] + 1 - LINE) / EM)


def qr_rows(text: str) -> list[str]:
    """Return the QR code of a text, a string of `0` and `1` a row, without the quiet zone."""
    try:
        import segno
    except ImportError as error:
        raise NoArtworkExtra(error.name or "segno") from error
    return ["".join(map(str, row)) for row in segno.make_qr(text, error="m").matrix]


def _compiled(data: Data, form: Form, ppi: float | None = None) -> bytes:
    try:
        import typst
    except ImportError as error:
        raise NoArtworkExtra(error.name or "typst") from error
    try:
        return bytes(_draw(data, form, ppi))
    except typst.TypstError as error:
        lacking = [one for one in _signs(data) if form == "pdf" and not has_glyph(one)]
        if lacking:
            raise NoGlyphs(" ".join(map(_named, lacking)), " ".join(_packages(lacking))) from error
        raise NotDrawn(error.message) from error


def _draw(data: Data, form: Form, ppi: float | None) -> Any:
    return _compiler().compile(
        format=form,
        ppi=ppi,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=[STANDARD] if form == "pdf" else [],
    )


@functools.cache
def _compiler() -> Any:
    """What draws, with the fonts of the machine and its own, looked for once. It finds no package to import."""
    import typst

    return typst.Compiler(TEMPLATE, FOLDER, font_paths=typst.Fonts(), package_path=FOLDER, package_cache_path=FOLDER)


def _signs(data: Data) -> list[str]:
    """Return what is drawn together of all texts, each once."""
    texts = [value for name, value in data.items() if isinstance(value, str) and name not in ("alt", "qr_alt")]
    signs = [sign.strip(" ") for text in texts for sign in clusters(text)]  # a mark may stand on a space
    return list(dict.fromkeys(sign for sign in signs if sign))


def has_glyph(sign: str) -> bool:
    """Return whether a font of this machine, or of typst, has what is drawn together, regular and bold."""
    import typst

    if sign.isascii():
        return True
    try:
        _draw({"kind": "sign", "lang": "en", "title": "x", "sign": sign}, "pdf", None)
    except typst.TypstError:
        return False
    return True


def _named(sign: str) -> str:
    return f"{sign} ({'+'.join(f'U+{ord(one):04X}' for one in sign)})"


def _packages(signs: Iterable[str]) -> list[str]:
    """Return the packages of Debian and Ubuntu whose fonts have some characters."""
    found = set()
    for sign in signs:
        if unicodedata.name(sign[0], "").startswith(CJK):
            found.add("fonts-noto-cjk")
        elif unicodedata.category(sign[0]).startswith("S"):
            found |= {"fonts-noto-color-emoji", "fonts-noto-core"}
        else:
            found.add("fonts-noto-core")
    return sorted(found)
