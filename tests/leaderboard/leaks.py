"""Secrets that are planted, and the search for them in bytes: in every spelling that outlives a report, and inside of archives."""

from __future__ import annotations

import base64
import binascii
import contextlib
import gzip
import io
import json
import re
import secrets
import string
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator, Mapping

RUN = 16
"""How many bytes of a spelling count as found. A text that is trimmed can leave so much, and nothing has it by chance."""
LETTERS = string.ascii_letters + string.digits
MARK = "Kanarie"
"""What a canary begins with, so that an attacker's file can look for it. The search does not."""
DEEP = 4
"""How many archives or encodings inside of each other are opened."""
ENCODED = re.compile(rb"[A-Za-z0-9+/_-]{32,}={0,2}")
NUMBERS = re.compile(rb"\d{2,3}(?:\D{1,3}\d{2,3}){15,}")
HEX = re.compile(r"[0-9a-f]{64}")
NOT_PLAIN = re.compile(rb"[^A-Za-z0-9]+")


def canary() -> str:
    """Return a text that nobody has seen: a mark, and 48 random letters and digits."""
    return MARK + "".join(secrets.choice(LETTERS) for _ in range(48))


def spelled(secret: str) -> dict[str, bytes]:
    """Return a secret, without its mark, in each spelling that is looked for, by its name. Of a key in hex its bytes, too."""
    plain = secret.removeprefix(MARK).encode()
    texts = {"plain": plain, "reversed": plain[::-1], "upper case": plain.upper(), "lower case": plain.lower()}
    if HEX.fullmatch(secret):
        texts["bytes"] = bytes.fromhex(secret)
    found = dict(texts)
    for name, text in texts.items():
        found[f"{name} in hex"] = text.hex().encode()
        found[f"{name} in upper hex"] = text.hex().upper().encode()
        for skipped in range(5):
            coded = base64.b32encode(bytes(skipped) + text)
            found[f"{name} in base32 after {skipped}"] = coded[8 if skipped else 0 : -8]
        for skipped in range(3):
            coded = base64.b64encode(bytes(skipped) + text)
            found[f"{name} in base64 after {skipped}"] = coded[
                4 if skipped else 0 : -4
            ]  # the ends depend on neighbours
    return found


class Search:
    """Looks for secrets, each with the place where it was planted."""

    def __init__(self, planted: Mapping[str, str]) -> None:
        self._known = {
            text[start : start + RUN]: f"{place} ({name})"
            for place, secret in planted.items()
            for name, text in spelled(secret).items()
            for start in range(len(text) - RUN + 1)
        }

    def found(self, content: bytes) -> list[str]:
        """Return what of the secrets is in some bytes, by place and spelling."""
        layers = {layer for opened in unpacked(content) for layer in (opened, NOT_PLAIN.sub(b"", opened))}
        return sorted({name for layer in layers for name in self._in(layer)})

    def _in(self, content: bytes) -> Iterator[str]:
        known = self._known
        for start in range(len(content) - RUN + 1):
            if content[start : start + RUN] in known:
                yield known[content[start : start + RUN]]


def unpacked(content: bytes, deep: int = DEEP) -> Iterator[bytes]:
    """Yield some bytes, and what lies in them: members of archives, rows of Parquet, encoded and escaped text."""
    yield content
    if deep:
        for inner in _inside(content):
            if inner and inner != content:
                yield from unpacked(inner, deep - 1)


def _inside(content: bytes) -> Iterator[bytes]:
    if content[:2] == b"\x1f\x8b":
        with contextlib.suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(content)
    elif content[:2] == b"PK":
        with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)
    elif content[:4] == b"PAR1":
        yield _rows(content)
    else:
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(content)
        yield from _written_otherwise(content)


def _written_otherwise(content: bytes) -> Iterator[bytes]:
    r"""Yield a text with \u0041, %41 and &#65; undone, lists of numbers as text, and archives in base64."""
    if b"\\u" in content or b"\\x" in content:
        yield re.sub(rb"\\(?:u00|x)([0-9a-fA-F]{2})", lambda one: bytes([int(one[1], 16)]), content)
    if b"%" in content:
        yield urllib.parse.unquote_to_bytes(content)
    if b"&#" in content:
        yield re.sub(rb"&#(\d{2,3});", lambda one: bytes([int(one[1]) & 255]), content)
    for run in NUMBERS.findall(content):
        yield bytes(int(number) & 255 for number in re.findall(rb"\d+", run))
    for run in ENCODED.findall(content):
        with contextlib.suppress(binascii.Error):
            plain = base64.b64decode(run.translate(bytes.maketrans(b"-_", b"+/")) + b"==")
            if plain[:2] in (b"\x1f\x8b", b"PK", b"x\x9c", b"x\xda"):
                yield plain


def _rows(content: bytes) -> bytes:
    """Return the rows of a Parquet file, its schema and metadata as text."""
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(io.BytesIO(content))
    return json.dumps([table.to_pylist(), str(table.schema)], default=str, ensure_ascii=False).encode()
