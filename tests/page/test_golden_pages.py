"""Golden pictures of pages: the showcase, the ceremony, the verify view, as Chromium draws them.

After a wanted change: `SMOL_GRADE_GOLDEN=write pytest tests/page/test_golden_pages.py`, then look at the pictures.
"""

from __future__ import annotations

import datetime
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from leaderboard.artworks import has_poppler, page_png
from leaderboard.evening import board
from leaderboard.golden_pictures import MEAN, WORST, apart, ensure_golden, golden
from leaderboard.memory_store import MemoryStore
from leaderboard.sample_projects import COHORTS
from PIL import Image

from smol_leaderboard.ceremony.pages import ceremony_files
from smol_leaderboard.ceremony.reading import read_evening
from smol_leaderboard.site import BESIDE, board_files, page

from .browser import served
from .credentials import ID, Certified, did_document
from .showcases import SHOWCASE, of_scripts, of_the_board

GOLDEN = Path(__file__).parent / "golden"
FONTS = {"system-ui": "Noto Sans", "monospace": "DejaVu Sans Mono"}
"""What the pictures were drawn with."""
WIDTH, HIGHEST = 560, 840
"""Of a picture that is kept, in pixels; what is lower on a page is cut off."""
NOW = datetime.datetime(2027, 2, 14, 9, tzinfo=datetime.UTC)
"""Ages are told from here."""
DESK, PROJECTED, PHONE = {"width": 1280, "height": 900}, {"width": 1920, "height": 1080}, {"width": 360, "height": 740}


class Shot(NamedTuple):
    """One picture."""

    site: str
    where: str
    viewport: dict[str, int]
    until: str
    dark: bool = False
    whole: bool = True
    """The whole page, not the first screen alone."""


SHOTS = {
    "ceremony-en": Shot("ceremony", "index.html", PROJECTED, ".slide", whole=False),
    "ceremony-en-award": Shot("ceremony", "index.html#award-1", PROJECTED, ".slide", whole=False),
    "ceremony-es-dark": Shot("ceremony", "es.html#award-2", PROJECTED, ".slide", dark=True, whole=False),
    "ceremony-es-phone-dark": Shot("ceremony", "es.html", PHONE, ".slide", dark=True),
    "showcase-en": Shot("showcase", "?lang=en#/showcase", DESK, ".projects > li"),
    "showcase-es-dark": Shot("showcase", "?lang=es#/showcase", DESK, ".projects > li", dark=True),
    "showcase-en-phone": Shot("showcase", "?lang=en#/showcase", PHONE, ".projects > li"),
    "showcase-es-scripts-phone": Shot("scripts", "?lang=es#/showcase", PHONE, ".projects > li", dark=True),
    "verify-en": Shot("certified", f"?lang=en#/verify/{ID}", DESK, ".outcome"),
    "verify-es-phone-dark": Shot("certified", f"?lang=es#/verify/{ID}", PHONE, ".outcome", dark=True),
}


def lacking_fonts() -> list[str]:
    """The fonts of the pictures that this machine would not take."""
    if not shutil.which("fc-match"):
        return list(FONTS.values())
    taken = {
        kind: subprocess.run(
            ["fc-match", "-f", "%{family}", kind], capture_output=True, text=True, check=False, timeout=60
        ).stdout
        for kind in FONTS
    }
    return [font for kind, font in FONTS.items() if font not in taken[kind].split(",")]


@pytest.fixture(scope="module")
def sites(store: MemoryStore) -> Iterator[Mapping[str, str]]:
    """Links of what is drawn."""
    if missing := lacking_fonts():
        pytest.skip(
            f"the pictures were drawn with {' and '.join(missing)}: apt install fonts-noto-core fonts-dejavu-core"
        )
    evening = ceremony_files(read_evening(board(), COHORTS[0]))
    plain = page(BESIDE, title="A made-up course") | board_files(store)
    certified = page(BESIDE) | board_files(Certified().store) | {".well-known/did.json": did_document()}
    with (
        served(evening) as ceremony,
        served(plain | {BESIDE + SHOWCASE: of_the_board(store)}) as showcase,
        served(plain | {BESIDE + SHOWCASE: of_scripts()}) as scripts,
        served(certified) as verified,
    ):
        yield {"ceremony": ceremony, "showcase": showcase, "scripts": scripts, "certified": verified}


def drawn(browser: Any, sites: Mapping[str, str], shot: Shot) -> Image.Image:
    """A page as Chromium draws it, smaller."""
    scheme = "dark" if shot.dark else "light"
    context = browser.new_context(viewport=shot.viewport, color_scheme=scheme, locale="en-GB", timezone_id="UTC")
    try:
        tab = context.new_page()
        tab.clock.set_fixed_time(NOW)
        tab.goto(sites[shot.site] + shot.where)
        tab.wait_for_selector(shot.until)
        own_address = tab.locator("code", has_text="127.0.0.1")  # another port each time
        taken = tab.screenshot(full_page=shot.whole, animations="disabled", mask=[own_address], mask_color="#808080")
    finally:
        context.close()
    picture = Image.open(BytesIO(taken)).convert("RGB")
    width = min(WIDTH, picture.width)
    picture = picture.resize((width, width * picture.height // picture.width), Image.Resampling.LANCZOS)
    return picture.crop((0, 0, width, min(HIGHEST, picture.height)))


@pytest.mark.parametrize("name", SHOTS)
def test_golden_pages(name: str, browser: Any, sites: Mapping[str, str]) -> None:
    """A page looks as it did when somebody looked at it last."""
    ensure_golden(GOLDEN / f"{name}.png", drawn(browser, sites, SHOTS[name]))


def test_a_golden_print(browser: Any, sites: Mapping[str, str], tmp_path: Path) -> None:
    """The first award on paper."""
    if not has_poppler():
        pytest.skip("pages are drawn by poppler, and there is none on this machine: apt install poppler-utils")
    tab = browser.new_page()
    tab.goto(sites["ceremony"] + "index.html")
    pdf = tab.pdf(format="A4", landscape=True, page_ranges="2")
    tab.close()
    with Image.open(page_png(pdf, tmp_path, 60)) as picture:
        ensure_golden(GOLDEN / "ceremony-en-print.png", picture.convert("RGB"))


def test_a_changed_page_would_be_seen(browser: Any, sites: Mapping[str, str]) -> None:
    """Another language, other colours, a heading that is gone."""
    before = golden(GOLDEN / "ceremony-en-award.png")
    shot = SHOTS["ceremony-en-award"]
    for other in (shot._replace(where="es.html#award-1"), shot._replace(dark=True)):
        mean, worst = apart(before, drawn(browser, sites, other))
        assert mean > MEAN or worst > WORST
    covered = before.copy()
    covered.paste(before.getpixel((2, 2)), (0, 0, before.width, before.height // 3))
    assert apart(before, covered)[1] > WORST
