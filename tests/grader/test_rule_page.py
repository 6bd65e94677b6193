"""`docs/certificates.md` says what course.toml asks for: `dev build` writes it, `dev check` finds what it does not say."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from smol_grade.course import Course, load_course
from smol_grade.devcheck.rule_page import BEGIN, END, PAGES, build, problems
from smol_grade.errors import CourseError
from smol_grade.locate import checkout_files

from .conftest import ROOT

COURSE = load_course(checkout_files(ROOT))


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A copy of both pages."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    return tmp_path


def changed(**changes: object) -> Course:
    """The course with other certificates."""
    return msgspec.structs.replace(COURSE, certificates=msgspec.structs.replace(COURSE.certificates, **changes))


def test_the_pages_are_the_generated_ones(pages: Path) -> None:
    """As they are in the repository: nothing to find, nothing to write."""
    assert [] == list(problems(pages, COURSE))
    assert [] == build(pages, COURSE)


@pytest.mark.parametrize("changes", [{"quiz_percent": 73}, {"exercise_percent": 61}, {"late": "does_not_count"}])
def test_another_rule_is_found_and_built(pages: Path, changes: dict[str, object]) -> None:
    """In both languages; what stands outside the marks stays as it is."""
    other = changed(**changes)
    before = {name: (pages / name).read_text("utf-8") for name in PAGES.values()}
    assert list(PAGES.values()) == [found.split(" ")[0] for found in problems(pages, other)]
    assert [pages / name for name in PAGES.values()] == build(pages, other)
    assert [] == list(problems(pages, other))
    for name, text in before.items():
        now = (pages / name).read_text("utf-8")
        assert now != text
        assert [text.split(BEGIN)[0], text.split(END)[1]] == [now.split(BEGIN)[0], now.split(END)[1]]


def edit(name: str, before: str, after: str) -> Callable[[Path], None]:
    """A change of one page."""

    def done(root: Path) -> None:
        text = (root / name).read_text("utf-8")
        assert before in text
        (root / name).write_text(text.replace(before, after, 1), "utf-8")

    return done


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        (lambda root: (root / PAGES["es"]).unlink(), "docs/certificates.es.md is missing"),
        (edit(PAGES["en"], "Bonus exercises", "All exercises"), "does not say what course.toml asks for"),
        (edit(PAGES["es"], "## Echarse atrás", "Echarse atrás"), "headings"),
    ],
)
def test_what_is_wrong_is_found(pages: Path, breaks: Callable[[Path], None], said: str) -> None:
    """A page that is gone, a rule that somebody wrote by hand, a heading in one language only."""
    breaks(pages)
    assert any(said in problem for problem in problems(pages, COURSE))


def test_marks_that_are_gone_are_told(pages: Path) -> None:
    """Nobody guesses where the rule is to stand."""
    edit(PAGES["en"], END, "")(pages)
    with pytest.raises(CourseError):
        build(pages, COURSE)
