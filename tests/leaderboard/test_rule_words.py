"""The rule of a certificate in sentences: every number is the rules', in both languages."""

from __future__ import annotations

import re

import msgspec
import pytest

from smol_grade.messages import LANGUAGES, catalogue
from smol_grade.records import Language
from smol_leaderboard.rule_words import rule_in_words
from smol_leaderboard.rules import CertificateRule

from .certified import RULES

ODD = msgspec.structs.replace(
    RULES, exercise_percent=61, quiz_percent=73, late="does_not_count", grace_h=37, valid_days=911
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("certificate", ["fundamentals", "completion"])
def test_every_number_is_filled_in_from_the_rules(language: Language, certificate: str) -> None:
    """Changed in the rules, changed in the words; no number stands in a sentence of the catalogues itself."""
    words = "\n".join(rule_in_words(ODD, certificate, language))
    named = re.sub(r"unit\d", "", words)
    assert ["61", "73", "37", "911"] == re.findall(r"\d+", named)
    assert not set("{}") & set(words)
    rule = {key: text for key, text in catalogue(language).items() if key.startswith("rule.")}
    assert [] == [key for key, text in rule.items() if re.search(r"\d", text)]


def test_what_a_certificate_asks_for_is_said_and_nothing_else() -> None:
    """Units with titles, the model, the project, what is included; bonus exercises never."""
    first, second = (rule_in_words(RULES, slug, "en") for slug in ("fundamentals", "completion"))
    assert first[0].startswith("In every required exercise of unit1 (Instruction tuning): ")
    assert first[1].startswith("In the official quiz of unit1: ")
    assert first[2].startswith("With unit1 (Instruction tuning), a model of your own that counts")
    assert not any("project" in sentence for sentence in first)
    assert 'Everything that the certificate "Fundamentals of instruction tuning" asks for.' == second[0]
    assert any(sentence.startswith("The final project, handed in with unit6 (Synthetic data)") for sentence in second)
    bare = CertificateRule(slug="bare", title=RULES.course, units=("instruction",), quiz=False)
    without_quiz = rule_in_words(msgspec.structs.replace(RULES, certificates=(bare,)), "bare", "en")
    assert not any("official quiz" in sentence for sentence in without_quiz)


@pytest.mark.parametrize(
    ("late", "grace_h", "said"),
    [
        ("counts", 5, "counts, and is marked as late"),
        ("does_not_count", 5, "more than 5 hours after its due date"),
        ("does_not_count", 0, "after its due date is graded, and does not count"),
    ],
)
def test_late_work_is_said_as_the_rule_treats_it(late: str, grace_h: int, said: str) -> None:
    """Counts; counts within the grace; does not count."""
    rules = msgspec.structs.replace(RULES, late=late, grace_h=grace_h)
    assert 1 == sum(said in sentence for sentence in rule_in_words(rules, "fundamentals", "en"))


def test_a_practice_board_says_that_it_is_one() -> None:
    """The other rules say nothing of it."""
    practice = msgspec.structs.replace(RULES, practice=True)
    assert [True, False] == [
        any("for trying out" in sentence for sentence in rule_in_words(rules, "completion", "en"))
        for rules in (practice, RULES)
    ]


def test_an_unknown_certificate_is_a_key_error() -> None:
    """As everywhere in the rules."""
    with pytest.raises(KeyError):
        rule_in_words(RULES, "nothing", "en")
