"""Both languages say the same things, and every sentence that the code names exists."""

from __future__ import annotations

import re

import pytest

from smol_grade.course import Limits
from smol_grade.endings import explain_end
from smol_grade.messages import catalogue, say, say_sentence, system_language
from smol_grade.records import Reason
from smol_grade.sandbox import SessionEnded
from smol_grade.sandbox.forked import CAUSES
from smol_grade.sandbox.tiers import CANARIES

from .conftest import LACKS, ROOT

PACKAGE = ROOT / "grader" / "smol_grade"
PACKAGES = (PACKAGE, ROOT / "leaderboard" / "smol_leaderboard")
CODE = "\n".join(
    path.read_text("utf-8") for package in PACKAGES for pattern in ("*.py", "*.html") for path in package.rglob(pattern)
)

SUITES = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests" / "hidden").glob("*/test_*.py"))


def test_both_catalogues_have_the_same_keys_and_fields() -> None:
    """Key for key, the same fields; no text is empty or left in English."""
    english, spanish = catalogue("en"), catalogue("es")
    assert english.keys() == spanish.keys()
    for key, text in english.items():
        assert sorted(re.findall(r"{\w+", text)) == sorted(re.findall(r"{\w+", spanish[key])), key
        assert spanish[key].strip()
    same = {key for key in english if english[key] == spanish[key] and re.search(r"[a-z]{4}", english[key])}
    assert same <= {
        "cli.grading",
        "cli.list_title",
        "error.course_no_line",
        "report.errored",
        "error.prefix",
        "problem.not_started",
        "board_error.operator",
    }


def test_every_sentence_is_used_and_every_used_one_exists() -> None:
    """No orphan in the catalogue, no key in the code without a text."""
    keys = catalogue("en").keys()
    quoted = set(
        re.findall(
            r'"((?:error|problem|expect|report|cli|dev|doctor|board_error|refused|submit|official|board|models|rebuild|publish|site|measure|mend|check|nonce|mutate|project|quiz|official_quiz|bank|rule|certificate|holding|schedule|official_project|reset|watch|solution|made|notebook|start|settings|quiet|complaint|accept|standing|export|upgrade|ci|scaffold|gradescope|grades|regrade|batch|insight|similarity|entry|award|ceremony|artwork|artwork_error|artwork_command)\.[a-z_.0-9]+)"',
            CODE,
        )
    )
    assert quoted - keys == {
        "artwork.typ",
        "batch.json",
        "entry.toml",
        "start.py",
        "notebook.ipynb",
        "report.json",
    }  # names of files
    made = (
        "award.",
        "problem.file_",
        "problem.timeout_",
        "report.level_",
        "cli.list_",
        "canary.",
        "missing.",
        "refused.",
        "official.demo_",
        "gate.",
        "counts_not.",
        "flag.",
        "models.metric_",
        "models.unranked_",
        "models.gain_",
        "measure.expect_",
        "measure.verdict_",
        "card.",
        "doubt.",
        "quiz.help_",
        "quiz.interrupted_",
        "quiz.key_",
        "quiz.left_",
        "quiz.need_",
        "quiz.prompt_",
        "demand.",
        "lacks.",
        "recipe.",
        "project.step_",
        "certificate.exercise_",
        "certificate.quiz_",
        "certificate.model_",
        "certificate.project_",
        "certificate.short_",
        "verify.",
        "holding.genre_",
        "watch.key_",
        "standing.",
        "similarity.not_",
        "doctor.",
        "grades.left_",
        "batch.cause_",
        "batch.passed_",
        "batch.why_",
        "regrade.kind_",
        "regrade.why_",
        "insight.kind_",
        "entry.summary_",
        "entry.demo_",
        "entry.language_",
        "artwork_error.text_",
    )  # names put together from a value
    unused = {
        key
        for key in keys
        if not key.startswith(made)
        and not re.search(rf"""["'._ ]{re.escape(key.split(".", 1)[1])}["')]""", CODE + SUITES)
    }
    assert set() == unused


def test_every_canary_and_every_lack_has_a_text() -> None:
    """Each canary by its name, none besides; each reason why a machine reaches no better tier."""
    keys = catalogue("en").keys()
    assert set(CANARIES) == {key.removeprefix("canary.") for key in keys if key.startswith("canary.")}
    assert LACKS == {key.removeprefix("missing.") for key in keys if key.startswith("missing.")}


@pytest.mark.parametrize(
    "reason", [Reason.TIMEOUT, Reason.CRASHED, Reason.BAD_FRAME, Reason.UNSOLICITED, *CAUSES.values()]
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_end_of_a_session_is_told_in_full(reason: Reason, language: str) -> None:
    """The sentence exists, and no field of it is left open."""
    ended = explain_end(SessionEnded(reason, "detail"), Limits(), 2.5, load=False)
    assert ended.message.key in catalogue(language)
    assert not re.search(r"[{}]", say_sentence(language, ended.message))


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LC_ALL": "es_ES.UTF-8"}, "es"),
        ({"LANG": "es_MX"}, "es"),
        ({"LC_ALL": "en_US", "LANG": "es_ES"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "fr_FR"}, "en"),
    ],
)
def test_the_system_chooses_the_language(
    variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LC_ALL before LC_MESSAGES before LANG; what we do not speak is English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language == system_language()


def test_fields_may_hold_braces() -> None:
    """A learner's text with braces is filled in as it is."""
    assert "it raised E: {x} {0}" == say("en", "problem.raised", type="E", message="{x} {0}")
