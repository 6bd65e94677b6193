"""Badges carry their credential, as Open Badges 3.0 says; those of strangers are read without harm."""

from __future__ import annotations

import contextlib
import random
import struct
import tracemalloc
import xml.etree.ElementTree as ET
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from smol_leaderboard.artwork.pictures import badge_png, badge_svg
from smol_leaderboard.baked import LARGEST, bake, credential_in, is_picture
from smol_leaderboard.findings import Refused

from .artworks import faults_of, shown
from .test_verify_command import Desk

PNG = b"\x89PNG\r\n\x1a\n"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
JWT = "aaaa.bbbb.cccc"


@pytest.fixture(scope="module")
def png() -> bytes:
    """A badge."""
    return badge_png(shown("Ana"))


@pytest.fixture(scope="module")
def svg() -> bytes:
    """The same as a drawing."""
    return badge_svg(shown("Ana"))


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


def chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    """The parts of a PNG, read by nothing but its format."""
    found, at = [], 8
    while at < len(picture):
        (length,) = struct.unpack("!I", picture[at : at + 4])
        found.append((picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]))
        at += length + 12
    return found


def carrying(text: bytes, *, compressed: bool = False) -> bytes:
    """A small picture with such a text."""
    flag = b"\x01\x00" if compressed else b"\x00\x00"
    header = chunk(b"IHDR", struct.pack("!IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    return (
        PNG
        + header
        + chunk(b"iTXt", b"openbadgecredential\x00" + flag + b"\x00\x00" + text)
        + data
        + chunk(b"IEND", b"")
    )


def test_from_certificate_to_badge_and_back(desk: Desk) -> None:
    """The same JWT comes out, by an independent reader too, and `verify` and `show` take the badges as they are."""
    assert 0 == desk.run("artwork", "mine.json").returncode
    picture = (desk.folder / "fundamentals-learner1-badge.png").read_bytes()
    drawing = (desk.folder / "fundamentals-learner1-badge.svg").read_bytes()
    [text] = [data for kind, data in chunks(picture) if kind == b"iTXt"]
    assert b"openbadgecredential\x00\x00\x00\x00\x00" + desk.bench.jwt.encode() == text
    [element] = ET.fromstring(drawing).iter(f"{{{NAMESPACE}}}credential")
    assert desk.bench.jwt == element.attrib["verify"]
    assert [desk.bench.jwt] * 2 == [credential_in(picture), credential_in(drawing)]
    assert [] == faults_of(drawing)
    for name in ("fundamentals-learner1-badge.png", "fundamentals-learner1-badge.svg"):
        done = desk.run("verify", name)
        assert (0, True) == (done.returncode, "a picture that carries a credential" in done.stdout), done.stdout
        assert "learner1" in desk.run("show", name).stdout
    Image.open(BytesIO(picture)).verify()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A board in a folder, and a certificate."""
    return Desk(tmp_path)


def test_a_badge_that_was_changed_is_not_valid(desk: Desk) -> None:
    """Another credential in it, or one that was cut off."""
    jwt = desk.bench.jwt
    for text, code in ((jwt[:-8], 1), (jwt.replace(".", "x", 1), 1), ("", 3), ("{}", 1)):
        (desk.folder / "badge.png").write_bytes(carrying(text.encode()))
        assert code == desk.run("verify", "badge.png").returncode, text[:20]
    (desk.folder / "badge.png").write_bytes(carrying(zlib.compress(jwt.encode()), compressed=True))
    assert 0 == desk.run("verify", "badge.png").returncode


def test_pictures_are_told_from_certificates(png: bytes, svg: bytes) -> None:
    """By their first bytes, whatever they are called."""
    assert all(map(is_picture, (png, svg, b"\xef\xbb\xbf <?xml ?>", b"<svg/>")))
    assert not any(map(is_picture, (b"{}", JWT.encode(), b"", b"\x89PN", b"PNG")))


@pytest.mark.parametrize("keyword", [b"openbadges", b"Comment", b"openbadgecredentials"])
def test_other_texts_are_no_credential(keyword: bytes, png: bytes) -> None:
    """Nor is a picture without any."""
    for picture in (png, png[:-12] + chunk(b"iTXt", keyword + b"\x00" * 5 + b"x") + chunk(b"IEND", b"")):
        with pytest.raises(Refused) as caught:
            credential_in(picture)
        assert "picture_empty" == caught.value.code


SVG = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{NAMESPACE}">'
ONE, OTHER = (f'<openbadges:credential verify="{text}"/>' for text in (JWT, "other.jwt.x"))


@pytest.mark.parametrize(
    "picture",
    [
        carrying(JWT.encode())[:-12]
        + chunk(b"iTXt", b"openbadgecredential\x00\x00\x00\x00\x00other.jwt.x")
        + chunk(b"IEND", b""),
        carrying(JWT.encode())[:-12] + chunk(b"iTXt", b"openbadgecredential\x00") + chunk(b"IEND", b""),
        f"{SVG}{ONE}{OTHER}</svg>".encode(),
        f"{SVG}{ONE}<g>{OTHER}</g></svg>".encode(),
        f'{SVG}<x:credential xmlns:x="{NAMESPACE}" verify="other.jwt.x"/>{ONE}</svg>'.encode(),
    ],
)
def test_a_picture_with_two_credentials_is_refused(picture: bytes, desk: Desk) -> None:
    """Another reader may take the other one. So does the page."""
    with pytest.raises(Refused) as caught:
        credential_in(picture)
    assert ("picture_twice", {"count": 2}) == (caught.value.code, caught.value.fields)
    (desk.folder / "badge").write_bytes(picture)
    done = desk.run("verify", "badge")
    assert (1, True) == (done.returncode, "the picture carries 2 credentials" in done.stdout), done.stdout


@pytest.mark.parametrize(
    "element",
    [
        f'<credential xmlns="{NAMESPACE}" verify="{JWT}"/>',
        f'<x:credential xmlns:x="{NAMESPACE}" verify="{JWT}"></x:credential>',
        f'<openbadges:credential xmlns:openbadges="http://openbadges.org" verify="other.jwt.x"/>{ONE}',
        f'<g xmlns:openbadges="urn:x"><openbadges:credential verify="other.jwt.x"/></g>{ONE}',
        f'<credential verify="other.jwt.x"/>{ONE}',
    ],
)
def test_the_namespace_says_which_element_carries_it(element: str) -> None:
    """Not the prefix, which anybody may give to another namespace."""
    assert JWT == credential_in(f"{SVG}{element}</svg>".encode())


def test_a_drawing_that_defines_anything_is_refused() -> None:
    """An attribute of each element as long as the file would be made twenty thousand times; a document type alone is none."""
    long = b'<!DOCTYPE svg [<!ATTLIST a v CDATA "' + b"x" * 1_500_000 + b'">]>' + SVG.encode() + b"<a/>" * 19_000
    with pytest.raises(Refused) as caught:
        credential_in(long + ONE.encode() + b"</svg>")
    assert "picture_damaged" == caught.value.code
    assert JWT == credential_in(f"<!DOCTYPE svg>{SVG}{ONE}</svg>".encode())


def test_a_drawing_is_utf_8_whatever_it_says() -> None:
    """Two readers that take bytes for other letters may find two credentials; the page decodes nothing else either."""
    said = f"<?xml version='1.0' encoding='iso-8859-1'?>{SVG}<desc>\u00e9</desc>{ONE}</svg>"
    assert JWT == credential_in(said.encode("utf-8"))
    for content in (said.encode("iso-8859-1"), said.replace("iso-8859-1", "utf-16").encode("utf-16-le")):
        with pytest.raises(Refused) as caught:
            credential_in(content)
        assert "picture_damaged" == caught.value.code


BOMBS = {
    "inflated": carrying(zlib.compress(b"a" * 50_000_000), compressed=True),
    "long": PNG + b"\x00" * (LARGEST + 1),
    "length": PNG + struct.pack("!I", 2**31 - 1) + b"iTXt",
    "cut": carrying(b"x" * 100)[:100],
    "checksum": carrying(b"x").replace(b"openbadgecredential", b"openbadgecredentiaL"),
    "not_utf8": carrying(b"\xff\xfe"),
    "not_deflated": carrying(b"x", compressed=True),
    "laughs": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(12))
    + b"]><svg>&m;</svg>",
    "outside": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
    "parameter": b'<!DOCTYPE x [<!ENTITY % a SYSTEM "https://evil.invalid/x">%a;]><svg/>',
    "remote": b'<!DOCTYPE svg SYSTEM "https://evil.invalid/x.dtd"><svg>&x;</svg>',
    "many": b"<svg>" + b"<a/>" * 400_000 + b"</svg>",
    "attributes": b"<svg " + b" ".join(b"a%d='x'" % number for number in range(150_000)) + b"/>",
    "deep": b"<svg>" * 19_000,
    "deep_closed": b"<svg>" * 9_000 + b"</svg>" * 9_000,
    "encoding": b"<?xml version='1.0' encoding='rot13'?><svg/>",
    "unbound": b"<svg><openbadges:credential verify='x'>",
    "nothing": b"<svg/>",
    "html": b"<html><body>no</body></html>",
    "bare": b"<",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_picture_that_is_made_to_harm_is_refused(name: str, desk: Desk) -> None:
    """In little memory, with a sentence and exit code 1, 3 where it carries nothing at all; `show` says it too."""
    tracemalloc.start()
    with pytest.raises(Refused) as caught:
        credential_in(BOMBS[name])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.code in ("picture_large", "picture_damaged", "picture_empty")
    assert most < 60_000_000
    (desk.folder / "badge").write_bytes(BOMBS[name])
    done = desk.run("verify", "badge")
    code = 3 if caught.value.code == "picture_empty" else 1
    assert (code, True, False) == (done.returncode, "file: the " in done.stdout, "Traceback" in done.stderr), (
        done.stdout
    )
    done = desk.run("show", "badge")
    assert (2, True) == (done.returncode, "is no certificate that can be shown" in done.stderr)


@pytest.mark.parametrize("form", ["png", "svg"])
def test_no_changed_byte_makes_the_reader_fall(form: str, request: pytest.FixtureRequest) -> None:
    """Of a badge whose bytes were flipped, cut or repeated: a credential, or a refusal."""
    badge = bake(request.getfixturevalue(form), JWT)
    draw = random.Random(26)
    for _ in range(200):
        at, length = draw.randrange(len(badge)), draw.randrange(1, 40)
        changed = draw.choice(
            [
                badge[:at] + bytes([badge[at] ^ 1 << draw.randrange(8)]) + badge[at + 1 :],
                badge[:at],
                badge[:at] + badge[at + length :],
                badge[:at] + badge[at : at + length] * 3 + badge[at + length :],
            ]
        )
        with contextlib.suppress(Refused):
            assert credential_in(changed)
