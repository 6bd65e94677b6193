"""Badges with a credential in them, and pictures that only look like one: bytes, made here without a picture library."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
SPACE = "https://purl.imsglobal.org/ob/v3p0"
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:ob="https://purl.imsglobal.org/ob/v3p0" width="9" height="9">'


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


HEAD = chunk(b"IHDR", struct.pack("!IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXEL = chunk(b"IDAT", zlib.compress(b"\0\0"))
END = chunk(b"IEND", b"")


def text_chunk(text: bytes, flags: bytes = b"\0\0", rest: bytes = b"\0\0", keyword: bytes = KEYWORD) -> bytes:
    """Return an `iTXt` chunk: keyword, flag and method, language and translated keyword, text."""
    return chunk(b"iTXt", keyword + b"\0" + flags + rest + text)


def png(*chunks: bytes) -> bytes:
    """Return a picture of one pixel with some further chunks."""
    return SIGNATURE + HEAD + b"".join(chunks) + PIXEL + END


def svg(*parts: str, start: str = "", root: str = OPEN) -> bytes:
    """Return a picture with some parts in it."""
    return f"{start}{root}<rect width='9' height='9' fill='#17615c'/>{''.join(parts)}</svg>".encode()


def element(credential: str, name: str = "ob:credential") -> str:
    """Return the element that holds a credential."""
    return f'<{name} verify="{credential}"/>'


def packed(text: str) -> bytes:
    """Return a picture whose credential is compressed, in a language of its own."""
    return png(text_chunk(zlib.compress(text.encode(), 9), b"\1\0", b"en-GB\0Nachweis\0"))


def good(credential: str) -> dict[str, bytes]:
    """Return badges that hold a credential, each spelt in another way that the standard allows."""
    own = '<credential xmlns="https://purl.imsglobal.org/ob/v3p0" verify="{}"/>'
    references = credential.replace(".", "&#46;", 1).replace(".", "&#x2e;", 1)
    return {
        "png": png(text_chunk(credential.encode())),
        "png, compressed": packed(credential),
        "png, in its last chunk": SIGNATURE + HEAD + PIXEL + text_chunk(credential.encode()) + END + b"more",
        "png, beside other texts": png(text_chunk(b"x.y.z", keyword=b"comment"), text_chunk(credential.encode())),
        "svg": svg(element(credential)),
        "svg, its own default namespace": svg(own.format(credential)),
        "svg, another prefix": svg(f'<x:credential xmlns:x="{SPACE}" verify="{credential}"></x:credential>'),
        "svg, references": svg(element(references)),
        "svg, a head": svg(element(credential), start='\ufeff<?xml version="1.0"?>\n<!DOCTYPE svg>\n<!-- a < b -->\n'),
        "svg, text around": svg("<style><![CDATA[a > b {}]]></style>", element(credential), "<!-- <x> -->"),
        "svg, single quotes": svg(f"<ob:credential\n  verify = '{credential}' />"),
        "svg, an element of that name elsewhere": svg("<credential verify='a.b.c'/>", element(credential)),
    }


def bad(credential: str) -> dict[str, tuple[str, bytes]]:
    """Return pictures that are no badge: name -> the sentence that each gets, and its bytes."""
    token, one = credential.encode(), element(credential)
    bomb = zlib.compress(bytes(64_000_000), 9)
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    deep = "<g>" * 5_000 + "</g>" * 5_000
    whole = svg(one)
    found: dict[str, tuple[str, bytes]] = {
        "png, none": ("picture_empty", png()),
        "png, as Open Badges 2 did": ("picture_empty", png(text_chunk(token, keyword=b"openbadges"))),
        "png, two": ("picture_twice", png(text_chunk(token), text_chunk(token))),
        "png, a bomb after two": ("picture_twice", png(*[text_chunk(token)] * 2, text_chunk(bomb, b"\1\0"))),
        "png, cut off": ("picture_damaged", png(text_chunk(token))[:-20]),
        "png, cut off in its credential": ("picture_damaged", png(text_chunk(token))[:200]),
        "png, the signature alone": ("picture_damaged", SIGNATURE),
        "png, a chunk longer than the file": ("picture_damaged", SIGNATURE + HEAD + b"\xff\xff\xff\xf0iTXt" + token),
        "png, a chunk without a type": ("picture_damaged", png(chunk(b"\0\0\0\0", b""))),
        "png, a bomb": ("picture_damaged", png(text_chunk(bomb, b"\1\0"))),
        "png, said to be compressed": ("picture_damaged", png(text_chunk(token, b"\1\0"))),
        "png, compressed and cut off": ("picture_damaged", png(text_chunk(zlib.compress(token)[:-9], b"\1\0"))),
        "png, another method": ("picture_damaged", png(text_chunk(token, b"\1\7"))),
        "png, no end of its language": ("picture_damaged", png(text_chunk(b"", rest=b"\0en"))),
        "png, not UTF-8": ("picture_damaged", png(text_chunk(b"\xff\xfe"))),
        "png, an id": ("picture_other", png(text_chunk(b"0123456789abcdef0123456789abcdef"))),
        "png, a file": ("picture_other", png(text_chunk(b'{"schema_version":1}'))),
        "png, a link": ("picture_other", png(text_chunk(b"https://evil.invalid/0123456789abcdef0123456789abcdef"))),
        "svg, none": ("picture_empty", svg()),
        "svg, another namespace": (
            "picture_empty",
            svg('<x:credential xmlns:x="http://openbadges.org" verify="a.b.c"/>'),
        ),
        "svg, in a comment": ("picture_empty", svg(f"<!-- {one} -->")),
        "svg, in CDATA": ("picture_empty", svg(f"<desc><![CDATA[{one}]]></desc>")),
        "svg, two": ("picture_twice", svg(one, one)),
        "svg, without verify": ("picture_empty", svg(f"<ob:credential>{credential}</ob:credential>")),
        "svg, an id": ("picture_other", svg(element("0123456789abcdef0123456789abcdef"))),
        "svg, entities": ("picture_damaged", svg(one, start=f"<!DOCTYPE svg [{laughs}]>")),
        "svg, an entity of its own": ("picture_damaged", svg(element("&a8;"))),
        "svg, a file of the machine": (
            "picture_damaged",
            svg(one, start='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///x">]>'),
        ),
        "svg, cut off": ("picture_damaged", whole[:-3]),
        "svg, not closed": ("picture_damaged", whole.removesuffix(b"</svg>")),
        "svg, closed twice": ("picture_damaged", whole + b"</svg>"),
        "svg, two roots": ("picture_damaged", whole + whole),
        "svg, an attribute twice": ("picture_damaged", svg(f'<ob:credential verify="a.b.c" verify="{credential}"/>')),
        "svg, an unknown prefix": ("picture_damaged", svg(element(credential, "nobody:credential"))),
        "svg, deep": ("picture_damaged", svg(deep, one)),
        "svg, many elements": ("picture_large", svg("<g/>" * 20_001, one)),
        "svg, many attributes": ("picture_damaged", svg(f"<g {_many('a')}/>", one)),
        "svg, many namespaces": ("picture_damaged", svg(f"<g {_many('xmlns:a')}/>", one)),
        "svg, not UTF-8": ("picture_damaged", whole.replace(b"17615c", b"\xff\xff\xff")),
        "html": ("picture_damaged", f"<!doctype html><p>{credential}<script>alert(1)</script>".encode()),
        "xml": ("picture_damaged", f"<a xmlns:ob='{SPACE}'>{one}</a>".encode()),
        "png, large": ("picture_large", png(text_chunk(token), chunk(b"IDAT", bytes(2_000_000)))),
        "svg, large": ("picture_large", svg(one, f"<!--{'x' * 2_000_000}-->")),
        "larger": ("file_large", png(chunk(b"IDAT", bytes(4_000_000)))),
    }
    return found


def _many(name: str) -> str:
    return " ".join(f'{name}{number}="x"' for number in range(9_999))


def harmful(credential: str) -> Iterable[tuple[str, bytes]]:
    """Yield pictures that hold a credential and want to do something when they are looked at."""
    one = element(credential)
    yield "script", svg("<script>document.title='owned'</script>", one)
    yield "handler", svg("<g onload=\"document.title='owned'\"/>", one)
    yield "picture", svg("<image href='https://evil.invalid/p.png'/>", one)
    yield "sheet", svg(one, start="<?xml-stylesheet href='https://evil.invalid/s.css'?>")
    yield (
        "foreign",
        svg("<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='//evil.invalid'/></foreignObject>", one),
    )
