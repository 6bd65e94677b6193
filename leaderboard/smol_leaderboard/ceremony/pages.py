"""The ceremony as files: a page a language that asks nothing of anyone, and the records that the awards follow from.

No script, no request: autoescaping keeps texts from being markup, `visible_text` keeps them from hiding anything, and
the page's own policy would stop what should have slipped through both.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from smol_grade.messages import LANGUAGES, say
from smol_grade.records import Language

from ..schema import canonical
from ..view.award_texts import shown
from .badges import badge_path
from .reading import Evening
from .telling import SHORT, Teller, ToldAward, ToldWinner

if TYPE_CHECKING:
    from jinja2 import Template

INDEX = "index.html"
MARK = '<meta name="generator" content="smol-leaderboard ceremony">'
"""Says that a folder is a ceremony of ours, which another one may replace."""
PATH = re.compile(r"(?:index|[a-z]{2})\.html|records/[0-9a-f]{64}\.json|badges/award-\d+-\d+\.[a-z]{2}\.(?:png|svg)")


def is_ours(path: str) -> bool:
    """Return whether a path is one that a ceremony may have."""
    return PATH.fullmatch(path) is not None


def page_name(language: Language, languages: Iterable[Language]) -> str:
    """Return the name of the page in a language: the first one is the index."""
    return INDEX if language == next(iter(languages)) else f"{language}.html"


def record_path(record: str) -> str:
    """Return where a record lies."""
    return f"records/{record}.json"


def ceremony_files(
    evening: Evening, languages: tuple[Language, ...] = LANGUAGES, drawn: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """Return path -> content. `drawn` are the badges, see `badges.draw`."""
    files = dict(drawn or {})
    for language in languages:
        files[page_name(language, languages)] = page(evening, language, languages, files.keys()).encode()
    for one in evening.records.values():
        files[record_path(one.id)] = canonical(one) + b"\n"
    return files


def page(evening: Evening, language: Language, languages: tuple[Language, ...], there: Iterable[str]) -> str:
    """Return the page in a language. `there` are the paths of the badges that it can link to."""
    teller = Teller(evening, language)
    known = set(there)

    def badges(award: ToldAward, winner: ToldWinner) -> list[tuple[str, str]]:
        paths = ((ending.upper(), badge_path(award, winner, language, ending)) for ending in ("png", "svg"))
        return [(name, path) for name, path in paths if path in known]

    others = [(other, page_name(other, languages)) for other in languages if other != language]
    return _template().render(
        language=language,
        others=others,
        title=shown(evening.title, 120),
        cohort=say(language, "award.cohort", cohort=shown(evening.cohort)),
        practice=evening.practice,
        as_of=evening.as_of.replace("T", " ").removesuffix("Z"),
        awards=teller.awards(),
        projects=teller.projects(),
        badges=badges,
        record_path=record_path,
        short=SHORT,
        nameless=say(language, "award.nameless"),
        say=lambda key, **fields: say(language, f"ceremony.{key}", **fields),
    )


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(Path(__file__).with_name("page.html").read_text("utf-8"))
