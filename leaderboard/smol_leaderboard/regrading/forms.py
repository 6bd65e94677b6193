"""The diff report: for a terminal, as Markdown, HTML and JSON. Each returns text and writes nothing."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from smol_grade.messages import say, say_sentence
from smol_grade.report.visible import visible_text, without_commands

from ..errors import OperatorError
from ..schema import SCHEMA_VERSION
from .differing import CheckChange, Difference, other_suites
from .telling import Sheet, Told, ToldCheck, by_check, counts, marks

if TYPE_CHECKING:
    from jinja2 import Template

MOST_SHOWN = 50
"""Requests that a terminal is told of one by one; a file has all of them."""


def as_text(sheet: Sheet) -> str:
    """Return the report for a terminal, at any width: the requests, then the sums, which are seen last."""
    language, found, told = sheet.language, sheet.summary, sheet.told
    blocks = ["\n".join(_lines(one, sheet)) for one in told[:MOST_SHOWN]]
    if len(told) > MOST_SHOWN:
        blocks.append(say(language, "regrade.more", count=len(told) - MOST_SHOWN))
    if found.checks:
        lines = [f"  {name}\n    {outcome}: {count}" for name, outcome, count in by_check(found, language)]
        blocks.append("\n".join([say(language, "regrade.by_check"), *lines]))
    blocks.append("\n".join(f"{count:>6}  {what}" for what, count in counts(found, language)))
    if found.unstable:
        blocks.append(say(language, "regrade.unstable_total", count=found.unstable))
    return without_commands("\n\n".join(blocks) + "\n")


def _lines(one: Told, sheet: Sheet) -> list[str]:
    language = sheet.language
    attempt = say(language, "regrade.attempt", number=one.attempt)
    lines = [f"{one.name}  {one.unit}, {attempt}  {one.points}  {one.kind}", f"  {one.request}"]
    for check in one.checks:
        lines.append(f"  {check.name}: {check.outcome}{_points_of(check)}")
        if check.hint:
            lines.append(f"    {say(language, 'regrade.hint')}: {check.hint}")
        if check.warning:
            lines.append(f"    {check.warning}")
    lines += [f"  {say(language, 'regrade.why')}: {cause}" for cause in one.why]
    return [*lines, f"  {one.problem}"] if one.problem else lines


def _points_of(check: ToldCheck) -> str:
    return f" ({check.points})" if check.points else ""


def as_markdown(sheet: Sheet) -> str:
    """Return the report as Markdown, for a pull request or an issue of the course team."""
    from smol_grade.report.markdown_text import escaped

    language, found = sheet.language, sheet.summary
    lines = [f"# {say(language, 'regrade.title', board=escaped(sheet.board))}", ""]
    lines += [f"* {what}: {count}" for what, count in counts(found, language)]
    if found.unstable:
        lines += ["", f"**{say(language, 'regrade.unstable_total', count=found.unstable)}**"]
    if found.checks:
        heads = [say(language, f"regrade.{name}") for name in ("check", "outcome", "requests")]
        rows = [[escaped(name), escaped(outcome), str(count)] for name, outcome, count in by_check(found, language)]
        lines += ["", *_table([heads, ["---", "---", "---:"], *rows])]
    for one in sheet.told:
        attempt = say(language, "regrade.attempt", number=one.attempt)
        lines += ["", f"## {escaped(one.name)}: {escaped(one.unit)}, {attempt}", ""]
        lines.append(f"`{one.request}` {escaped(one.points)} ({one.kind})")
        if one.checks:
            heads = [say(language, f"regrade.{name}") for name in ("check", "outcome", "points", "hint")]
            rows = [
                [escaped(check.name), escaped(check.outcome), escaped(check.points), escaped(check.hint)]
                for check in one.checks
            ]
            lines += ["", *_table([heads, ["---", "---", "---", "---"], *rows])]
        lines += ["", *(f"* **{escaped(check.name)}**: {check.warning}" for check in one.checks if check.warning)]
        lines += [f"* {escaped(cause)}" for cause in (*one.why, one.problem) if cause]
    return "\n".join(lines).rstrip() + "\n"


def _table(rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in rows]


def as_html(sheet: Sheet) -> str:
    """Return the report as one page that asks nothing of anyone: no script, no request, every text escaped."""
    language = sheet.language
    return _template().render(
        sheet=sheet,
        told=sheet.told,
        counts=counts(sheet.summary, language),
        checks=by_check(sheet.summary, language),
        unstable=sheet.summary.unstable,
        board=visible_text(sheet.board),
        say=lambda key, **fields: say(language, f"regrade.{key}", **fields),
    )


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(Path(__file__).with_name("page.html").read_text("utf-8"))


def as_json(sheet: Sheet) -> str:
    """Return the report for a program, the unchanged requests too; whatever is not ASCII is escaped."""
    found = sheet.summary
    document = {
        "schema_version": SCHEMA_VERSION,
        "board": sheet.board,
        "graded": found.graded,
        "summary": found.kinds,
        "unstable": found.unstable,
        "checks": [one._asdict() for one in found.checks],
        "requests": [_as_data(one, sheet) for one in sheet.differences],
    }
    return json.dumps(document, indent=2) + "\n"


def _as_data(one: Difference, sheet: Sheet) -> dict[str, object]:
    request, before, after = one.regraded.chosen.request, one.regraded.before, one.regraded.after
    return {
        "request": request.request,
        "subject": request.subject,
        "name": sheet.names.get(request.subject, ""),
        "unit": request.unit,
        "attempt": request.attempt,
        "kind": one.kind,
        "before": {"grade": before.id, "points": marks(before)} if before is not None else None,
        "after": {"grade": after.id, "points": marks(after)} if after is not None else None,
        "checks": [_check_as_data(change) for change in one.checks],
        "why": [
            {"code": cause.key.partition(".why_")[2], "fields": cause.fields, "text": say_sentence("en", cause)}
            for cause in one.causes
        ],
        "suites": other_suites(before, after) if before is not None and after is not None else {},
        "problem": one.regraded.problem,
    }


def _check_as_data(change: CheckChange) -> dict[str, object]:
    both = {"before": change.before, "after": change.after}
    return {
        "check": f"{change.exercise}/{change.check}",
        "explained": change.explained,
        **{
            name: {"outcome": str(check.outcome), "hint": check.hint, "points": check.points}
            if check is not None
            else None
            for name, check in both.items()
        },
    }


FORMS: dict[str, Callable[[Sheet], str]] = {".md": as_markdown, ".html": as_html, ".json": as_json}


def form_of(path: Path) -> Callable[[Sheet], str]:
    """Return what makes the report for a file of this name; raise `OperatorError` for a name that says no form."""
    if path.suffix.lower() not in FORMS:
        raise OperatorError(f"--report takes a file whose name ends in {', '.join(FORMS)}, not {path.name!r}")
    return FORMS[path.suffix.lower()]
