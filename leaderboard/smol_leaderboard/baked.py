"""Pictures that carry a credential, as Open Badges 3.0 bakes it into PNG and SVG. Pictures of strangers are read too.

How they carry it is openbadgeslib's to know; here is how much of a stranger's file is looked at. A picture that carries
two is refused, as the page refuses it (`space/js/badge.js`): another reader might take the other one.
"""

from __future__ import annotations

import codecs
import re
import struct
import zlib
from collections import Counter
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
DEEPEST = 256
"""Elements within each other."""
MOST = 256
"""Attributes of an element, and namespaces within it."""
MOST_UNPACKED = 262_144
"""Bytes of a packed credential, openbadgeslib's bound."""
BLANKS = " \t\r\n"
APART = "\x01"
"""Between a namespace and a name: no XML can hold it, so no other namespace and name read the same."""
ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
UNKNOWN = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)")


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
    chunks = png.Reader(bytes=picture).chunks()  # it checks their sums
    there = [data.removeprefix(start) for kind, data in chunks if kind == b"iTXt" and data.startswith(start)]
    if len(there) != 1:
        return [""] * len(there)
    _ensure_whole(there[0])
    return [baking.extract_png(picture, keyword=baking.ITXT_KEYWORD_OB3) or ""]


def _ensure_whole(data: bytes) -> None:
    """Raise `ValueError` or `zlib.error` for what the page does not read either: half a text, or another packing."""
    if len(data) < 2 or data[0] > 1 or data[1] != 0 or data[2:].count(b"\0") < 2:
        raise ValueError("no text")
    if data[0]:
        inflating = zlib.decompressobj()
        inflating.decompress(data[2:].split(b"\0", 2)[2], MOST_UNPACKED + 1)
        if not inflating.eof or inflating.unused_data:
            raise ValueError("half a text, or more than it")


class _Scan:
    """What an XML parser meets in a drawing; `ValueError` for what the page's reader (`svg_scan.js`) refuses, too."""

    def __init__(self, carrier: str) -> None:
        self._carrier = carrier
        self.found: list[str] = []
        self._empty = True
        self._depth = 0
        self._new: list[str] = []
        self._around: Counter[str] = Counter([""])

    def space_begins(self, prefix: str | None, _uri: str | None) -> None:
        """Note a namespace of the element that comes next."""
        self._new.append(prefix or "")
        self._around[prefix or ""] += 1
        if len(self._around) > MOST:
            raise ValueError("too many namespaces")

    def space_ends(self, prefix: str | None) -> None:
        """Forget a namespace."""
        self._around[prefix or ""] -= 1
        if not self._around[prefix or ""]:
            del self._around[prefix or ""]

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element."""
        if self._empty and name != f"{SVG}{APART}svg":
            raise ValueError(name)
        self._empty = False
        self._depth += 1
        if self._depth > DEEPEST or len(attributes) + len(self._new) > MOST:
            raise ValueError("too deep, or too many attributes")
        for one in (name, *attributes, *self._new):
            self.ensure_plain(one.rpartition(APART)[2])
        self._new.clear()
        if name == self._carrier:
            self.found.append(attributes.get("verify", "").strip(BLANKS))

    def ends(self, _name: str) -> None:
        """Leave an element."""
        self._depth -= 1

    def ensure_plain(self, name: str, *_rest: object) -> None:
        """Refuse names beyond ASCII: which of them are names differs between versions of XML."""
        if not name.isascii():
            raise ValueError(name)

    def is_of_a_type(self, name: str, _system: str | None, _public: str | None, defines: int) -> None:
        """Refuse a document type that defines something."""
        self.ensure_plain(name)
        if defines:
            raise ValueError("what is written in it would not be what is read")


def _of_drawing(picture: bytes) -> list[str]:
    """Return what the elements of that name and namespace hold, whatever their prefix is; no tree is built."""
    from openbadgeslib import baking

    if b"\0" in picture:  # expat would take it for UTF-16, whatever it is told
        raise ValueError("no text")
    scan = _Scan(f"{baking.SVG_NS_OB3}{APART}{baking.SVG_ELEMENT_OB3.partition(':')[2]}")
    parser = expat.ParserCreate("utf-8", APART)
    parser.StartElementHandler, parser.EndElementHandler = scan.begins, scan.ends
    parser.StartNamespaceDeclHandler, parser.EndNamespaceDeclHandler = scan.space_begins, scan.space_ends
    parser.ProcessingInstructionHandler = scan.ensure_plain
    parser.StartDoctypeDeclHandler = scan.is_of_a_type
    parser.Parse(picture, True)
    if UNKNOWN.search(ASIDE.sub(b"", picture)):  # beside an external document type, expat skips it without a word
        raise ValueError("an entity of its own")
    return scan.found
