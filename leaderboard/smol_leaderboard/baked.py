"""Pictures that carry a credential, as Open Badges 3.0 bakes it into PNG and SVG. Pictures of strangers are read too.

How they carry it is openbadgeslib's to know; here is how much of a stranger's file is looked at. A picture that carries
two is refused, as the page refuses it (`space/js/badge.js`): another reader might take the other one.
"""

from __future__ import annotations

import codecs
import struct
import zlib
from xml.parsers import expat

from .findings import Refused
from .issuer import need_extra

PNG = b"\x89PNG\r\n\x1a\n"
SVG = "http://www.w3.org/2000/svg"
LARGEST = 2_000_000
"""Bytes of a picture: ours have less than a quarter of it."""
MOST_TAGS = 20_000
"""Of a drawing, as on the page."""
MOST_PARTS = 40_000
"""Tags and attributes of a drawing."""


def is_picture(content: bytes) -> bool:
    """Return whether a file is a PNG, or XML as an SVG is, by its first bytes."""
    return content.startswith(PNG) or content[:1000].removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")


def bake(picture: bytes, credential: str) -> bytes:
    """Return a picture of ours with a credential, a JWT, in it. Raises `NoVerifyExtra`."""
    need_extra()
    from openbadgeslib import baking

    if picture.startswith(PNG):
        return baking.bake_png(picture, credential, keyword=baking.ITXT_KEYWORD_OB3)
    return baking.bake_svg(picture, credential, element=baking.SVG_ELEMENT_OB3, namespace=baking.SVG_NS_OB3)


def credential_in(picture: bytes) -> str:
    """Return the credential that a picture carries; nothing else of it is looked at, least of all what it shows.

    Raises `Refused` for a picture that is too large, damaged or made to harm, or that carries none or more than one;
    `NoVerifyExtra`.
    """
    if len(picture) > LARGEST:
        raise Refused("picture_large", megabytes=LARGEST // 1_000_000)
    drawing = not picture.startswith(PNG)
    tags = picture.count(b"<") if drawing else 0
    if tags > MOST_TAGS or (drawing and tags + picture.count(b"=") > MOST_PARTS):
        raise Refused("picture_large", megabytes=LARGEST // 1_000_000)
    need_extra()
    import png
    from openbadgeslib.errors import LibOpenBadgesException

    try:
        found = _of_drawing(picture) if drawing else _of_png(picture)
    except (ValueError, EOFError, LookupError, AttributeError, RecursionError) as error:
        raise Refused("picture_damaged", detail=type(error).__name__) from None
    except (struct.error, zlib.error, expat.ExpatError, png.Error, LibOpenBadgesException) as error:
        raise Refused("picture_damaged", detail=type(error).__name__) from None
    if len(found) > 1:
        raise Refused("picture_twice", count=len(found))
    if not found or not found[0]:
        raise Refused("picture_empty")
    return found[0]


def _of_png(picture: bytes) -> list[str]:
    """Return what the chunks of that keyword hold: the first one's text, and an empty one for each further chunk."""
    import png
    from openbadgeslib import baking

    start = baking.ITXT_KEYWORD_OB3 + b"\0"
    there = sum(kind == b"iTXt" and data.startswith(start) for kind, data in png.Reader(bytes=picture).chunks())
    if there != 1:
        return [""] * there
    return [baking.extract_png(picture, keyword=baking.ITXT_KEYWORD_OB3) or ""]


def _of_drawing(picture: bytes) -> list[str]:
    """Return what the elements of that name and namespace hold, whatever their prefix is; no tree is built."""
    from openbadgeslib import baking

    carrier = f"{baking.SVG_NS_OB3} {baking.SVG_ELEMENT_OB3.partition(':')[2]}"
    found: list[str] = []
    seen: set[str] = set()

    def begins(name: str, attributes: dict[str, str]) -> None:
        if not seen and name != f"{SVG} svg":
            raise ValueError(name)
        seen.add("root")
        if name == carrier:
            found.append(attributes.get("verify", "").strip())

    def is_of_a_type(_name: str, _system: str | None, _public: str | None, defines: int) -> None:
        if defines:
            raise ValueError("what is written in it would not be what is read")

    if b"\0" in picture:  # expat would take it for UTF-16, whatever it is told
        raise ValueError("no text")
    parser = expat.ParserCreate("utf-8", " ")
    parser.StartElementHandler = begins
    parser.StartDoctypeDeclHandler = is_of_a_type
    parser.Parse(picture, True)
    return found
