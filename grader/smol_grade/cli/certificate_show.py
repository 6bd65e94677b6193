"""`smol-grade certificate show`: what a certificate's file says, in a box, nothing of it verified."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..messages import say
from ..records import Language
from ..report.visible import visible_text
from . import output
from .certificate_files import NotShown, read_file, sentence

if TYPE_CHECKING:
    from smol_leaderboard.findings import Facts

NARROW = 60
"""Columns below which a label stands above its text."""
EVIDENCE = ("grade", "quiz", "evaluation")
HEAVY = ("╭", "─", "╮", "│", "╰", "╯")
LIGHT = ("+", "-", "+", "|", "+", "+")


def run(path: str, language: Language) -> int:
    """Show a file; raise what is wrong with it."""
    from smol_leaderboard.findings import Finding, Step
    from smol_leaderboard.verifying import facts_in

    content = read_file(path)
    try:
        facts = _translated(facts_in(content), content, language)
    except Finding as found:
        step = Step(name="file", state=found.state, code=found.code, fields=found.fields)
        raise NotShown(path, sentence(step, language)) from None
    width = output.width_of(sys.stdout)
    output.write(box(facts, width, language, plain=not output.speaks_unicode(sys.stdout)))
    output.write_wrapped(say(language, "holding.unverified", path=visible_text(path)))
    return 0


def _translated(facts: Facts, content: bytes, language: Language) -> Facts:
    """Return what a credential says, title and rule in a language: credentials are in English, rules in all of them.

    A file's rules are taken if they are those that its credential names; they are verified no more than the rest.
    """
    from msgspec import structs

    from smol_leaderboard.certificate_errors import CertificateError
    from smol_leaderboard.credential import read_certificate, said
    from smol_leaderboard.errors import NewerBoard, RecordError
    from smol_leaderboard.rule_book import decoded_rules
    from smol_leaderboard.rule_words import rule_in_words

    if language == "en":
        return facts
    try:
        file = read_certificate(content)
        if said(file.credential).rules != file.rules_sha256:
            return facts
        rules = decoded_rules(bytes(file.rules), "")
        asked = "\n".join(rule_in_words(rules, facts.certificate, language))
    except (CertificateError, NewerBoard, RecordError, KeyError):  # a badge, or rules that nobody here can read
        return facts
    return structs.replace(facts, title=rules.title_of(facts.certificate, facts.title, language), criteria=asked)


def box(facts: Facts, width: int, language: Language, *, plain: bool) -> str:
    """Return a frame of `width` columns around what a credential says."""
    corner, line, other, side, low, end = LIGHT if plain else HEAVY
    inner = width - 4
    rows = list(_rows(facts, inner, language))
    framed = [f"{side} {row}{' ' * (inner - _columns(row))} {side}" for row in rows]
    return "\n".join([corner + line * (width - 2) + other, *framed, low + line * (width - 2) + end])


def _rows(facts: Facts, inner: int, language: Language) -> Iterator[str]:
    yield from _wrapped(facts.title, inner)
    yield ""
    never = say(language, "holding.never")
    for label, text in (
        ("holder", facts.user),
        ("name", facts.name),
        ("issued", facts.issued_at),
        ("expires", facts.expires_at or never),
        ("issuer", f"{facts.issuer} ({facts.did})"),
        ("id", facts.id),
        ("subject", facts.subject),
        ("key", facts.kid),
        ("asks", facts.criteria),
    ):
        if text:
            yield from _labelled(say(language, f"holding.{label}"), text, inner)
    yield ""
    yield f"{say(language, 'holding.rests_on')}:"
    for one in facts.evidence:
        genre, _, rest = one.partition(" ")
        unit, _, what = rest.partition(" ")
        known = genre in EVIDENCE
        text = say(language, f"holding.genre_{genre}", unit=unit, what=what) if known else one
        yield from _wrapped(text, inner, "- ")


def _labelled(label: str, text: str, inner: int) -> Iterator[str]:
    if inner < NARROW:
        yield f"{label}:"
        yield from _wrapped(text, inner, "  ")
        return
    column = 14
    for number, line in enumerate(_wrapped(text, inner - column)):
        yield f"{label + ':' if not number else '':<{column}}{line}"


def _wrapped(text: str, width: int, before: str = "") -> list[str]:
    """Return a stranger's text, made visible, in lines of at most `width` columns."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        shown = visible_text(paragraph)
        first, later = before, " " * len(before)
        lines += textwrap.wrap(shown, width, initial_indent=first, subsequent_indent=later) or [""]
    return [part for line in lines for part in _cut(line, width)]


def _cut(line: str, width: int) -> Iterator[str]:
    """Yield pieces of a line that are no wider than `width` columns: some letters take two."""
    while _columns(line) > width:
        count = width
        while _columns(line[:count]) > width:
            count -= 1
        yield line[:count]
        line = line[count:]
    yield line


def _columns(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
