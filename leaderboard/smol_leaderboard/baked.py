"""Pictures that carry a credential, as Open Badges 3.0 bakes it into PNG and SVG. Pictures of strangers are read too.

How they carry it is openbadgeslib's to know; here is how much of a stranger's file is looked at.
"""

from __future__ import annotations

import codecs
import struct
import zlib
from xml.parsers.expat import ExpatError

from .findings import Refused
from .issuer import need_extra

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST = 2_000_000
"""Bytes of a picture: ours have less than a quarter of it."""
MOST_PARTS = 40_000
"""Tags and attributes of a drawing: its reader holds all of them in memory."""


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

    Raises `Refused` for a picture that is too large, damaged or made to harm, or that carries none; `NoVerifyExtra`.
    """
    if len(picture) > LARGEST:
        raise Refused("picture_large", megabytes=LARGEST // 1_000_000)
    drawing = not picture.startswith(PNG)
    if drawing and picture.count(b"<") + picture.count(b"=") > MOST_PARTS:
        raise Refused("picture_large", megabytes=LARGEST // 1_000_000)
    need_extra()
    import png
    from openbadgeslib import baking
    from openbadgeslib.errors import LibOpenBadgesException

    try:
        if drawing:
            found = baking.extract_svg(picture, element=baking.SVG_ELEMENT_OB3)
        else:
            found = baking.extract_png(picture, keyword=baking.ITXT_KEYWORD_OB3)
    except (ValueError, EOFError, LookupError, AttributeError, RecursionError) as error:
        raise Refused("picture_damaged", detail=type(error).__name__) from None
    except (struct.error, zlib.error, ExpatError, png.Error, LibOpenBadgesException) as error:
        raise Refused("picture_damaged", detail=type(error).__name__) from None
    if not found:
        raise Refused("picture_empty")
    return found
