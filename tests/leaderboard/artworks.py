"""Facts to draw, and readers of what was drawn that share nothing with what draws it."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from io import BytesIO
from pathlib import Path
from typing import Any

from smol_grade.records import Language
from smol_leaderboard.artwork.pictures import Shown, shown_of
from smol_leaderboard.artwork.typeset import _has_glyph
from smol_leaderboard.findings import Facts

from .issued import DID
from .test_certify import RULES

ID = "0123456789abcdef0123456789abcdef"
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
BAD_ELEMENTS = {"script", "foreignObject", "iframe", "embed", "object", "animate", "set", "handler", "a"}
BAD_KEYS = {"/JavaScript", "/JS", "/OpenAction", "/AA", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia"}


def facts(name: str = "", user: str = "ana", **changes: Any) -> Facts:
    """What a verified certificate says."""
    given: dict[str, Any] = {
        "id": ID,
        "certificate": "fundamentals",
        "title": "Fundamentals of instruction tuning",
        "user": user,
        "name": name,
        "subject": "0" * 64,
        "issuer": "smol course",
        "did": DID,
        "kid": "0" * 16,
        "issued_at": "2026-11-24T12:00:00Z",
        "evidence": ("grade instruction 1",) * 12,
    }
    return Facts(**given | changes)


def shown(name: str = "", language: Language = "en", **changes: Any) -> Shown:
    """The same, ready to be drawn."""
    return shown_of(facts(name, **changes), RULES, language)


def lacking(text: str) -> list[str]:
    """The characters of a text that no font of this machine has."""
    return [sign for sign in dict.fromkeys(text) if sign != " " and not _has_glyph(sign)]


def page_png(pdf: bytes, folder: Path, dpi: int = 150) -> Path:
    """The first page of a document as poppler draws it: a program that is not ours, nor typst."""
    (folder / "page.pdf").write_bytes(pdf)
    words = ("pdftoppm", "-png", "-singlefile", "-r", str(dpi), str(folder / "page.pdf"), str(folder / "page"))
    subprocess.run(words, check=True, timeout=60)
    return folder / "page.png"


def has_poppler() -> bool:
    """Whether pages can be drawn."""
    return shutil.which("pdftoppm") is not None


def codes(picture: Any) -> list[str]:
    """What the QR codes of a picture (Pillow's) say, by ZXing."""
    import zxingcpp

    return [found.text for found in zxingcpp.read_barcodes(picture.convert("RGB"))]


def keys_of(pdf: bytes) -> set[str]:
    """The names of all entries of all objects of a document."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(pdf))
    found: set[str] = set()
    seen: set[int] = set()
    todo: list[Any] = [reader.trailer]
    while todo:
        one = todo.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, dict):
            found |= {str(key) for key in one}
            found |= {str(value) for value in one.values() if isinstance(value, str) and str(value).startswith("/")}
            todo += [one.raw_get(key) if hasattr(one, "raw_get") else one[key] for key in one]
        elif isinstance(one, list):
            todo += list(one)
    return found


def addresses(pdf: bytes) -> set[str]:
    """Where the links of a document lead to."""
    from pypdf import PdfReader

    found = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        for note in page.get("/Annots") or []:
            found.add(str(note.get_object()["/A"].get("/URI")))
    return found


def text_of(pdf: bytes) -> str:
    """The text of a document, without blanks: lines are broken where they have to be."""
    from pypdf import PdfReader

    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def faults_of(svg: bytes) -> list[str]:
    """What could act in a drawing, or lead out of it."""
    found = []
    for one in ET.fromstring(svg).iter():
        name = str(one.tag).rpartition("}")[2]
        if name in BAD_ELEMENTS:
            found.append(name)
        for key, value in one.attrib.items():
            local = key.rpartition("}")[2].lower()
            if local.startswith("on"):
                found.append(key)
            if local in ("href", "src") and not value.startswith(("#", "data:image/png", "data:image/jpeg")):
                found.append(f"{key}={value[:60]}")
            if "javascript:" in value.lower():
                found.append(value[:60])
    return found
