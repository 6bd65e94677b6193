"""What can go wrong with pictures of certificates and awards.

ArtworkError       it cannot be drawn (exit 2)
├── NoArtworkExtra     the libraries that draw are not installed (exit 3)
├── NotDrawable        a text holds what cannot be drawn, or is too long
├── NoGlyphs           no font of this machine has some characters (exit 3)
├── NotDrawn           the library that draws failed (exit 3)
├── BadLink            where a picture is to lead to is no address of the web
└── NoPage             the issuer has no page that verifies
"""

from __future__ import annotations

from typing import Literal

from ..errors import LeaderboardError

Why = Literal["empty", "long", "hidden", "marks", "cluster"]


class ArtworkError(LeaderboardError):
    """It cannot be drawn."""

    exit_code = 2


class NoArtworkExtra(ArtworkError):
    """The libraries that draw are not installed."""

    exit_code = 3
    key = "artwork_error.no_extra"
    hint = "artwork_error.no_extra.hint"

    def __init__(self, module: str) -> None:
        super().__init__(module=module)


class NotDrawable(ArtworkError):
    """A text holds what cannot be drawn, or is too long; `detail` are the characters, or the most that there may be."""

    def __init__(self, text: str, why: Why, detail: str = "") -> None:
        super().__init__(text=text[:100], detail=detail[:100])
        self.key = f"artwork_error.text_{why}"


class NoGlyphs(ArtworkError):
    """No font of this machine has some characters: they would be boxes."""

    exit_code = 3
    key = "artwork_error.no_glyphs"
    hint = "artwork_error.no_glyphs.hint"

    def __init__(self, characters: str, packages: str) -> None:
        super().__init__(characters=characters[:200], packages=packages)


class NotDrawn(ArtworkError):
    """The library that draws failed."""

    exit_code = 3
    key = "artwork_error.not_drawn"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem[:300])


class BadLink(ArtworkError):
    """Where a picture is to lead to is no address of the web."""

    key = "artwork_error.bad_link"

    def __init__(self, link: str) -> None:
        super().__init__(link=link[:200])


class NoPage(ArtworkError):
    """The issuer has no page that verifies."""

    key = "artwork_error.no_page"

    def __init__(self, did: str) -> None:
        super().__init__(did=did[:200])
