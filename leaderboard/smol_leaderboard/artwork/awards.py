"""The badge of an award of the final ceremony: of the same family as a certificate's, with no credential in it.

An award follows from records, which may change; so its badge leads to a page that says how it stands now.
"""

from __future__ import annotations

from typing import NamedTuple

from smol_grade.messages import say
from smol_grade.records import Language

from .links import web_link
from .plain import east_asian, plain, runs_left
from .typeset import png, qr_rows, reach, svg

LONGEST_MODEL = 200
"""`USER/NAME` on the Hub."""


class Badge(NamedTuple):
    """A picture in two forms."""

    png: bytes
    """1024 x 1024 pixels."""
    svg: bytes


def award_badge(title: str, model: str, cohort: str, link: str, *, language: Language) -> Badge:
    """Return the badge of an award.

    `title` is the award's, `model` whom it was given to (`USER/NAME`, or a team's name), `link` the https address that
    its QR code leads to. Raises `NotDrawable`, `NoGlyphs`, `BadLink`, `NoArtworkExtra`.
    """
    where = web_link(link)
    data = {
        "kind": "award",
        "lang": language,
        "title": plain(title),
        "name": plain(model, LONGEST_MODEL),
        "rtl": runs_left(model),
        "cjk": east_asian(model),
        "reach": reach(model, east_asian(model)),
        "kicker": say(language, "artwork.award", cohort=plain(cohort)),
        "alt": say(language, "artwork.alt_award", title=title, name=model, cohort=cohort),
        "qr": qr_rows(where),
        "qr_alt": say(language, "artwork.qr_award", name=model, link=where),
        "scan": say(language, "artwork.scan_award"),
    }
    return Badge(png(data), svg(data))
