"""`docs/certificates.md`: what the certificates ask for, written by `dev build` from course.toml between two marks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..course import Course
from ..errors import CourseError
from ..files import write_atomically
from ..messages import say
from ..records import Language
from .readmes import deviations

PAGES: dict[Language, str] = {"en": "docs/certificates.md", "es": "docs/certificates.es.md"}
BEGIN = "<!-- smol-grade dev build: exercises/course.toml -->"
END = "<!-- /smol-grade dev build -->"


def problems(root: Path, course: Course) -> Iterator[str]:
    """Tell which page is missing, or does not say what course.toml asks for, and in what the languages differ."""
    texts = []
    for language, name in PAGES.items():
        if not (root / name).is_file():
            yield f"{name} is missing"
            continue
        texts.append((root / name).read_text("utf-8"))
        if texts[-1] != _page(root / name, course, language):
            yield f"{name} does not say what course.toml asks for; run: smol-grade dev build"
    if len(texts) == len(PAGES):
        yield from (f"{PAGES['en']}: {text}" for text in deviations(*texts))


def build(root: Path, course: Course) -> list[Path]:
    """Write the pages that say something else than course.toml; return them. A page that is not there is none's."""
    written = []
    for language, name in PAGES.items():
        path = root / name
        if path.is_file() and path.read_text("utf-8") != (text := _page(path, course, language)):
            write_atomically(path, text)
            written.append(path)
    return written


def _page(path: Path, course: Course, language: Language) -> str:
    """Return a page with the rule between its marks as it should be; raise `CourseError` where the marks are not."""
    text = path.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise CourseError(path, 0, f"the rule stands between {BEGIN} and {END}; one of them is not there")
    return f"{before}{BEGIN}\n\n{_rule(course, language)}\n{END}{after}"


def _rule(course: Course, language: Language) -> str:
    from smol_leaderboard.founding import rules_of
    from smol_leaderboard.rule_words import asked_in_words, general_words

    rules = rules_of(course)
    parts = []
    for rule in rules.certificates:
        lines = [f"* {sentence}" for sentence in asked_in_words(rules, rule, language)]
        parts.append("\n".join([f"### {rule.title.in_language(language)} (`{rule.slug}`)", "", *lines, ""]))
    general = [f"* {sentence}" for sentence in general_words(rules, language)]
    parts.append("\n".join([f"### {say(language, 'rule.general')}", "", *general, ""]))
    return "\n".join(parts)
