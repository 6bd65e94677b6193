"""What real learners write is named in the first block of their report, in both languages.

`mistakes/NAME.toml` is one mistake: the hints that name it, words that the block must hold (`|` between two that do),
and the spellings in which people made it, by exercise. By default some of them are graded, with one seed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from smol_grade.grade import Engine, grade
from smol_grade.judge import detect
from smol_grade.judge.detect import Observation
from smol_grade.records import Outcome, Report
from smol_grade.report import Screen, render_terminal
from smol_grade.submission import SubmissionError

from .conftest import FULL, GSM8K, LANGUAGES, SMOLTALK, of

FOLDER = Path(__file__).parent / "mistakes"
COMMONEST = (
    "generation_prompt",
    "token_ids",
    "messages_only",
    "thrown_away",
    "stale_global",
    "roles",
    "turns",
    "characters",
    "fixed_row",
    "not_a_dict",
    "misspelt_keyword",
    "batch_of_ids",
)
SEEDS = 5
EACH = 8
"""Of the spellings beyond the first, every eighth is graded by default."""


class Spelling(NamedTuple):
    """One learner's file."""

    mistake: str
    exercise: str
    name: str
    source: str

    def __str__(self) -> str:
        return f"{self.mistake}-{self.exercise}-{self.name}"


TABLE: dict[str, Any] = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
SPELLINGS = [
    Spelling(mistake, exercise, name, source)
    for mistake, page in TABLE.items()
    for exercise in (SMOLTALK, GSM8K)
    for name, source in page[exercise].items()
]
FIRST = {next(iter(page[exercise].values())) for page in TABLE.values() for exercise in (SMOLTALK, GSM8K)}
SOME = [one for number, one in enumerate(SPELLINGS) if FULL or one.source in FIRST or number % EACH == 0]
RIGHT = [
    Spelling(mistake, exercise, name, source)
    for mistake, page in TABLE.items()
    for exercise, sources in page.get("right", {}).items()
    for name, source in sources.items()
]


def _graded(one: Spelling, seed: int, folder: Path, engine: Engine) -> Report:
    path = folder / f"{one.exercise}.py"
    path.write_text(one.source.lstrip("\n"), "utf-8")
    return grade(f"unit1/{one.exercise}", path, engine=engine, seed=seed)


def _first_block(report: Report, language: Any, *, failures_first: bool) -> str:
    """Return the first failure as it is read, its lines joined: a word may stand where a line is broken."""
    shown = render_terminal(report, language, Screen(width=100), failures_first=failures_first)
    parts = shown.split("\n\n")
    return " ".join(parts[0 if failures_first else 1].split())


def test_the_twelve_commonest_mistakes_have_a_page_and_both_exercises() -> None:
    """Each of them is spelt for both exercises, and asks for words in both languages."""
    assert set() == set(COMMONEST) - TABLE.keys()
    for name, page in TABLE.items():
        assert all(page[part] for part in (SMOLTALK, GSM8K, "hint", "en", "es")), name
        assert len(page["en"]) == len(page["es"]), name


@pytest.mark.proof
@pytest.mark.parametrize("one", SOME, ids=str)
def test_the_first_block_names_the_mistake(one: Spelling, tmp_path: Path, engine: Engine) -> None:
    """The first failure has a hint for this mistake and its words, wherever on the screen it stands."""
    page = TABLE[one.mistake]
    for seed in range(SEEDS) if FULL else [SPELLINGS.index(one) % SEEDS]:
        report = _graded(one, seed, tmp_path, engine)
        checks = of(report, one.exercise).checks
        first = next(check for check in checks if check.outcome is not Outcome.PASSED)
        assert first.hint_id in page["hint"], seed
        for language in LANGUAGES:
            for failures_first in (True, False):
                block = _first_block(report, language, failures_first=failures_first)
                missing = [words for words in page[language] if not any(word in block for word in words.split("|"))]
                assert [] == missing, (seed, block)


@pytest.mark.parametrize("one", RIGHT, ids=str)
def test_a_slip_that_changes_nothing_is_right(one: Spelling, tmp_path: Path, engine: Engine) -> None:
    """A misspelt keyword that only says what is the default anyway costs nothing."""
    report = _graded(one, 3, tmp_path, engine)
    assert report.max_points == report.points


@pytest.mark.parametrize(
    ("sees", "kind", "message", "seen"),
    [
        (
            detect.returned_batch,
            "ImportError",
            "Unable to convert output to PyTorch tensors format, PyTorch is …",
            True,
        ),
        (detect.returned_batch, "ImportError", "cannot import name 'SFTTrainer' from 'trl'", False),
        (detect.formats_content, "ValueError", "Single '}' encountered in format string", True),
        (detect.formats_content, "ValueError", "For information about writing templates see …", False),
        (detect.takes_text_for_messages, "AttributeError", "'str' object has no attribute 'items'", True),
        (detect.takes_text_for_messages, "AttributeError", "'str' object has no attribute 'decode'", False),
        (detect.without_chat_template, "ValueError", "tokenizer.chat_template is not set and no template …", True),
    ],
)
def test_what_libraries_raise_is_told_apart(
    sees: Callable[[Observation], bool], kind: str, message: str, seen: bool
) -> None:
    """Detectors that read a message see theirs, and none that only looks like it (torch may not be installed)."""
    error = SubmissionError(kind, message)
    assert seen == sees(Observation(({"question": "Why?", "answer": "So."},), None, error))


HELPERS = """
def first(row, tokenizer):
    return second(row, tokenizer)


def second(row, tokenizer):
    return third(row)


def third(row):
    return row["conversation"]


def smoltalk_to_chatml(sample, tokenizer):
    return {"text": first(sample, tokenizer)}
"""
INSIDE = """
def render(messages, tokenizer):
    return tokenizer.apply_chat_template(messages, tokenize=False)


def smoltalk_to_chatml(sample, tokenizer):
    return {"text": render(5, tokenizer)}
"""


@pytest.mark.parametrize(
    ("source", "line", "text"),
    [
        (HELPERS, 10, 'return row["conversation"]'),
        (INSIDE, 2, "return tokenizer.apply_chat_template(messages, tokenize=False)"),
    ],
    ids=["three_helpers_deep", "inside_transformers"],
)
def test_an_error_is_shown_at_the_learners_own_line(
    source: str, line: int, text: str, tmp_path: Path, engine: Engine
) -> None:
    """However deep it was raised, the report shows the innermost line of the learner's file, and no frame of others."""
    one = Spelling("", SMOLTALK, "", source)
    report = _graded(one, 2, tmp_path, engine)
    first = of(report).checks[0]
    assert first.evidence is not None
    assert (line, text) == (first.evidence.line, first.evidence.source.strip())
    for language in LANGUAGES:
        shown = render_terminal(report, language, Screen(width=200))
        assert text in shown
        for foreign in ("site-packages", "Traceback", "smol_worker", "tokenization_utils", "chat_template_utils"):
            assert foreign not in shown
