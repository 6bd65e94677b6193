"""Golden pictures: what certificates, badges and cards look like.

After a wanted change: `SMOL_GRADE_GOLDEN=write pytest tests/leaderboard/test_artwork_golden.py`, then look at the pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from smol_leaderboard.artwork import award_badge
from smol_leaderboard.artwork.pictures import badge_png, card, certificate_pdf

from .artwork_names import SCRIPTS, TALL
from .artworks import has_poppler, lacking, page_png, shown
from .golden_pictures import MEAN, WORST, apart, ensure_golden, golden

GOLDEN = Path(__file__).parent / "golden" / "artwork"
LONG_NAME = "Wilhelmina Theodora Maximiliana von Hohenstaufen-Wittelsbach Montgomery Vega"
LONG_ARABIC = (
    "\u0639\u0628\u062f \u0627\u0644\u0631\u062d\u0645\u0646 \u0628\u0646 \u0645\u062d\u0645\u062f " * 3
    + "\u0623\u062d\u0645\u062f"
)
LONG_MODEL = "a-very-long-user-name/smollm2-135m-instruct-dpo-final-v3"
LONG_TITLE = "Completion of the smol course"
Pictures = dict[str, Callable[[Path], Image.Image]]


def page(name: str, language: str = "en", paper: str = "a4", **changes: object) -> Callable[[Path], Image.Image]:
    """A certificate's page, as poppler draws it."""

    def draw(folder: Path) -> Image.Image:
        pdf = certificate_pdf(shown(name, language, **changes), paper)  # type: ignore[arg-type]
        return Image.open(page_png(pdf, folder, 72))

    return draw


def picture(content: bytes, width: int) -> Image.Image:
    """A PNG, smaller."""
    made = Image.open(BytesIO(content)).convert("RGBA")
    white = Image.new("RGBA", made.size, "white")
    white.alpha_composite(made)
    return white.convert("RGB").resize((width, width * made.height // made.width), Image.Resampling.LANCZOS)


def award(language: str, model: str = "ana/smol-tutor") -> bytes:
    """An award's badge."""
    title = "Best model under 400M" if language == "en" else "Mejor modelo de menos de 400M"
    return award_badge(title, model, "2026", "https://example.org/#/awards", language=language).png  # type: ignore[arg-type]


PICTURES: Pictures = {
    "certificate-en-a4": page("Ana P\u00e9rez"),
    "certificate-es-letter": page("Ana P\u00e9rez", "es", "letter", expires_at="2028-11-24T12:00:00Z"),
    "certificate-user-only": page("", certificate="completion", title=LONG_TITLE),
    "certificate-long-name": page(LONG_NAME, user="a" + "-very.long" * 9),
    "certificate-one-word": page("W" * 80),
    **{
        f"certificate-{script}": page(SCRIPTS[script])
        for script in ("arabic", "devanagari", "japanese", "hebrew", "emoji")
    },
    "certificate-burmese": page(TALL["burmese"]),
    "badge-javanese": lambda _: picture(badge_png(shown(TALL["javanese"])), 512),
    "badge-en": lambda _: picture(badge_png(shown("Ana P\u00e9rez")), 512),
    "badge-es": lambda _: picture(badge_png(shown("Ana P\u00e9rez", "es")), 512),
    "badge-small": lambda _: picture(badge_png(shown("Ana P\u00e9rez")), 96),
    "badge-long-name": lambda _: picture(badge_png(shown(LONG_NAME)), 512),
    "award-en": lambda _: picture(award("en"), 512),
    "award-es": lambda _: picture(award("es"), 512),
    "award-long-name": lambda _: picture(award("es", LONG_MODEL), 512),
    "card-arabic": lambda _: picture(card(shown(LONG_ARABIC)), 800),
    "card-en": lambda _: picture(card(shown("Ana P\u00e9rez")), 800),
    "card-es-long-name": lambda _: picture(card(shown(LONG_NAME, "es")), 800),
}


@pytest.mark.parametrize("name", PICTURES)
def test_golden_pictures(name: str, tmp_path: Path) -> None:
    """What is drawn looks as it did when somebody looked at it last."""
    script = name.rpartition("-")[2]
    if lacking((SCRIPTS | TALL).get(script, "")):
        pytest.skip(
            f"no font of this machine has {script}: apt install fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji"
        )
    if name.startswith("certificate") and not has_poppler():
        pytest.skip("pages are drawn by poppler, and there is none on this machine: apt install poppler-utils")
    ensure_golden(GOLDEN / f"{name}.png", PICTURES[name](tmp_path).convert("RGB"))


def test_a_changed_picture_would_be_seen() -> None:
    """Another name, another language, a missing seal."""
    before = golden(GOLDEN / "badge-en.png")
    for other in (shown("Eva P\u00e9rez"), shown("Ana P\u00e9rez", "es")):
        mean, worst = apart(before, picture(badge_png(other), 512))
        assert mean > MEAN or worst > WORST
    covered = before.copy()
    covered.paste("#8f3a1c", (440, 30, 480, 70))
    assert apart(before, covered)[1] > WORST
