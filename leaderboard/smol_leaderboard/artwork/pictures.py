"""What stands on a certificate, its badge and the picture for a post: from facts that were verified before."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from smol_grade.messages import say
from smol_grade.records import Language
from smol_grade.schedule import moment

from ..findings import Facts
from ..rules import Rules
from .links import linkedin_link, verify_link
from .plain import east_asian, plain, runs_left
from .typeset import pdf, png, qr_rows, reach, svg

Paper = Literal["a4", "letter"]
CARD_PPI = 72.0
"""A pixel a point: 1200 x 630."""
LONGEST_NAME = 96
"""Code points: a user name of the Hub; a name that is shown has at most 80."""


class Shown(NamedTuple):
    """What a picture says. Every text can be drawn."""

    language: Language
    title: str
    course: str
    issuer: str
    name: str
    """Large: the name that the holder chose, else the user."""
    user: str
    """On the Hub."""
    identifier: str
    issued_at: str
    expires_at: str
    """Empty: never."""
    records: int
    """How many it rests on."""
    link: str
    """Where it is verified."""

    @property
    def linkedin(self) -> str:
        """What adds it to one's profile."""
        return linkedin_link(
            title=self.title,
            issuer=self.issuer,
            issued_at=self.issued_at,
            expires_at=self.expires_at,
            link=self.link,
            identifier=self.identifier,
        )


def shown_of(facts: Facts, rules: Rules | None, language: Language) -> Shown:
    """Return what is drawn of a credential. `rules` are those in the certificate's file, with titles in each language.

    Raises `NotDrawable` for a text that cannot be drawn, `NoPage` for an issuer without one.
    """
    title = rules.title_of(facts.certificate, facts.title, language) if rules is not None else facts.title
    return Shown(
        language=language,
        title=plain(title),
        course=plain(rules.course.in_language(language) if rules is not None else facts.issuer),
        issuer=plain(facts.issuer),
        name=plain(facts.name or facts.user, LONGEST_NAME),
        user=plain(facts.user, LONGEST_NAME),
        identifier=facts.id,
        issued_at=facts.issued_at,
        expires_at=facts.expires_at,
        records=len(facts.evidence),
        link=verify_link(facts.did, facts.id),
    )


def certificate_pdf(shown: Shown, paper: Paper) -> bytes:
    """Return the certificate, a page in landscape: tagged PDF, the same bytes whenever it is drawn."""
    return pdf(_data(shown, "certificate") | {"paper": paper})


def badge_png(shown: Shown) -> bytes:
    """Return the badge, 1024 x 1024 pixels, without the credential: see `baked.bake`."""
    return png(_data(shown, "badge"))


def badge_svg(shown: Shown) -> bytes:
    """Return the badge as a drawing, without the credential."""
    return svg(_data(shown, "badge"))


def card(shown: Shown) -> bytes:
    """Return the picture for a post, 1200 x 630 pixels (Open Graph), PNG."""
    return png(_data(shown, "card"), CARD_PPI)


def _data(shown: Shown, kind: str) -> dict[str, Any]:
    language = shown.language
    issued = moment(shown.issued_at)
    until = say(language, "artwork.until", date=in_words(shown.expires_at, language)) if shown.expires_at else ""
    return {
        "kind": kind,
        "lang": language,
        "title": shown.title,
        "name": shown.name,
        "rtl": runs_left(shown.name),
        "cjk": east_asian(shown.name),
        "reach": reach(shown.name, east_asian(shown.name)),
        "year": issued.year,
        "month": issued.month,
        "day": issued.day,
        "kicker": say(language, "artwork.certificate", course=shown.course),
        "certifies": say(language, "artwork.certifies"),
        "of_the_hub": say(language, f"artwork.{'user' if shown.name == shown.user else 'of_the_hub'}", user=shown.user),
        "has_met": say(language, "artwork.has_met"),
        "rests_on": say(language, "artwork.rests_on", count=shown.records),
        "issued": say(language, "artwork.issued", date=in_words(shown.issued_at, language)),
        "until": until or say(language, "artwork.never"),
        "issuer": say(language, "artwork.issuer", issuer=shown.issuer),
        "id": say(language, "artwork.id", id=shown.identifier),
        "verify": say(language, "artwork.verify"),
        "scan": say(language, "artwork.scan"),
        "link": shown.link,
        "place": shown.link.removeprefix("https://").partition("/")[0],
        "qr": qr_rows(shown.link),
        "qr_alt": say(language, "artwork.qr", link=shown.link),
        "alt": say(language, "artwork.alt", title=shown.title, name=shown.name),
    }


def in_words(at: str, language: Language) -> str:
    """Return the day of a moment as people write it, UTC."""
    day = moment(at)
    month = say(language, "artwork.months").split()[day.month - 1]
    return say(language, "artwork.date", day=day.day, month=month, year=day.year)
