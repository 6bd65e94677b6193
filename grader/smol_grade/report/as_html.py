"""The report as one HTML file that asks nothing of anyone: no script, no request, whatever a learner's code returned.

Autoescaping keeps texts from being markup, `visible` keeps them from hiding anything, and the page's own policy
(Content-Security-Policy) would stop what should have slipped through both.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..course import LEVEL_MARKS
from ..messages import say
from ..records import Evidence, Language, Report, Text
from .pieces import Piece, pieces
from .telling import (
    certificate_note,
    difference_note,
    failures,
    isolation_of,
    line_of,
    message_of,
    printed_lines,
    total_of,
)
from .terminal import Screen
from .visible import visible_text

if TYPE_CHECKING:
    from jinja2 import Template

COMMAND = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)
"""What begins a command of a CI service, where the page is written into its log."""


def render_html(report: Report, language: Language) -> str:
    """Return the report as a self-contained HTML page, readable on a phone, in the dark, and without colour."""

    def words(key: str, **fields: object) -> str:
        return say(language, f"report.{key}", **fields)

    def text(both: Text) -> str:
        return visible_text(both.in_language(language))

    page = _template().render(
        report=report,
        language=language,
        say=words,
        text=text,
        visible=visible_text,
        mark=Screen().mark,
        level=LEVEL_MARKS,
        failures=failures,
        compared=compared,
        call=lambda evidence: pieces(evidence.call, evidence.special_tokens, keep="\\"),
        message=lambda check: message_of(check, language),
        isolation=isolation_of(report.environment, language),
        certificate=certificate_note(report, language),
        total=total_of(report, language),
        line=lambda evidence: line_of(evidence, language),
        note=lambda evidence: difference_note(evidence, language),
        printed=printed_lines,
    )
    return COMMAND.sub(r"\1&#58;", page)


def compared(evidence: Evidence) -> list[tuple[str, list[Piece], bool]]:
    """Return (`expected` or `got`, its pieces, whether something before them is left out) for what is to be shown."""
    difference = evidence.difference
    both = (("expected", evidence.expected), ("got", evidence.got))
    if difference is None:
        return [(name, pieces(value, evidence.special_tokens, keep="\\"), False) for name, value in both if value]
    at = difference.index - difference.cut
    return [(name, pieces(value, evidence.special_tokens, at), difference.cut > 0) for name, value in both]


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    return environment.from_string(Path(__file__).with_name("page.html").read_text("utf-8"))
