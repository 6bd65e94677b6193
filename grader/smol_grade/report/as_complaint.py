"""What a learner hands in who thinks that a verdict is wrong: one Markdown file, and what can be read from it again.

The file holds everything that somebody needs to see the same: the code, the seed, the versions, the report. Whoever
calls takes secrets and home folders out beforehand: this module only writes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..messages import say
from ..records import Environment, Language, Report
from .as_markdown import render_markdown
from .markdown_text import escaped, fenced
from .telling import isolation_of
from .visible import visible

LINE_END = re.compile(r"\r\n|\r|\n")
CODE = re.compile(r"^(`{3,})python (\w+)/(\w+)\.py\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


class Complaint(NamedTuple):
    """What can be read from a complaint."""

    unit: str
    """Its alias, e.g. `unit1`."""
    exercise: str
    source: str
    """The code, without what was taken out of it."""


def render_complaint(report: Report, source: str, language: Language, *, suite: str = "") -> str:
    """Return a complaint about the report of one exercise, as Markdown.

    `source` is the code that was graded, empty where no file could be read; `suite` the version of its suites.
    """
    [exercise] = report.exercises
    name = f"{report.unit_alias}/{exercise.name}"
    code = [_shown(line) for line in LINE_END.split(source)]
    while code and not code[-1].strip():
        code.pop()
    parts = [
        f"# {_say(language, 'file_title')}: `{name}`",
        escaped(_say(language, "file_intro")),
        f"## {_say(language, 'expected')}",
        f"*{escaped(_say(language, 'expected_here'))}*",
        f"## {_say(language, 'made_with')}",
        "\n".join(f"- {escaped(fact)}" for fact in facts_of(report, language, suite)),
        f"## {_say(language, 'code')}",
        fenced(code, f"python {name}.py") if code else escaped(_say(language, "no_code")),
    ]
    if exercise.status == "done":
        parts.append(f"## {_say(language, 'full_marks_title')}\n\n{escaped(_say(language, 'full_marks'))}")
    return "\n\n".join([*parts, render_markdown(report, language)])


def facts_of(report: Report, language: Language, suite: str = "") -> list[str]:
    """Return what a grading depends on, a line each: seed, versions, machine, packages, other versions than pinned."""
    environment = report.environment
    packages = ", ".join(f"{name} {version}" for name, version in environment.versions.items())
    facts = [f"{_say(language, 'seed')}: {report.seed}"] if report.seed is not None else []
    facts.append(f"smol-grade {report.smol_grade}")
    facts += [f"{_say(language, 'suite')}: {suite}"] if suite else []
    facts.append(f"Python {environment.python}, {environment.platform}")
    facts.append(isolation_of(environment, language))
    facts.append(f"{_say(language, 'packages')}: {packages}")
    return [*facts, f"{_say(language, 'drift')}: {drift_of(environment)}"] if environment.drift else facts


def drift_of(environment: Environment) -> str:
    """Return the packages that are there in another version than the course pins, in one line."""
    versions = environment.versions
    return ", ".join(f"{name} {versions.get(name, '?')} ({pinned})" for name, pinned in environment.drift.items())


def read_complaint(text: str) -> Complaint | None:
    """Return what a complaint holds, None for a file that is none."""
    found = CODE.search(LINE_END.sub("\n", text))
    return Complaint(found[2], found[3], found[4]) if found is not None else None


def _shown(line: str) -> str:
    """Return a line of code as it is, but for characters that nobody sees: those are escapes."""
    forms = zip(line, visible(line), strict=True)
    return "".join(old if old in "\\\t" else new for old, new in forms)


def _say(language: Language, key: str) -> str:
    return say(language, f"complaint.{key}")
