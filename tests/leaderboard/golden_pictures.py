"""Golden pictures: how pictures that somebody has looked at are kept, and how far others may be from them.

After a wanted change: `SMOL_GRADE_GOLDEN=write pytest` of the tests that compare, then look at what they wrote.
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageStat

COLOURS = 32
LARGEST = 60_000
"""Bytes of a picture."""
MEAN, WORST = 1.0, 60
"""Of 255: how far two pictures may be apart on the whole, and at any place once both are blurred."""


def ensure_golden(path: Path, drawn: Image.Image) -> None:
    """Fail unless a picture looks as the one that is kept; where asked, keep it first."""
    if os.environ.get("SMOL_GRADE_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        drawn.quantize(COLOURS).save(path, optimize=True)
    assert path.stat().st_size <= LARGEST
    mean, worst = apart(golden(path), drawn)
    assert (True, True) == (mean <= MEAN, worst <= WORST), f"{path.name}: {mean:.2f} on the whole, {worst} at one place"


def golden(path: Path) -> Image.Image:
    """A picture that is kept."""
    with Image.open(path) as kept:
        return kept.convert("RGB")


def apart(one: Image.Image, other: Image.Image) -> tuple[float, int]:
    """How different two pictures of one size look: their mean difference, and the greatest, both blurred; 0 to 255."""
    assert one.size == other.size
    blur = ImageFilter.GaussianBlur(2)
    difference = ImageChops.difference(one.filter(blur), other.filter(blur)).convert("L")
    return ImageStat.Stat(difference).mean[0], int(difference.getextrema()[1])
