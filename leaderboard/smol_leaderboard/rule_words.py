"""The rule of a certificate in sentences: what the page of documentation, the credential and the terminal say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smol_grade.messages import say
from smol_grade.records import Language

from .rules import CertificateRule, Rules


def rule_in_words(rules: Rules, certificate: str, language: Language) -> list[str]:
    """Return what a certificate, by slug, asks for: a sentence each, every number from the rules.

    Raises `KeyError` for a certificate that is not there.
    """
    return [*asked_in_words(rules, rules.certificate(certificate), language), *general_words(rules, language)]


def asked_in_words(rules: Rules, rule: CertificateRule, language: Language) -> Iterator[str]:
    """Yield what this certificate asks for."""
    for slug in rule.includes:
        title = rules.certificate(slug).title.in_language(language)
        yield say(language, "rule.includes", title=title)
    if rule.units:
        units = _named(rules, rule.units, language)
        yield say(language, "rule.exercises", units=units, percent=rules.exercise_percent)
        if rule.quiz:
            aliases = ", ".join(rules.units[slug].alias for slug in rule.units)
            yield say(language, "rule.quiz", units=aliases, percent=rules.quiz_percent)
    if rule.models:
        yield say(language, "rule.model", units=_named(rules, rule.models, language))
    if rule.project:
        yield say(language, "rule.project", units=_named(rules, (rule.project,), language))


def general_words(rules: Rules, language: Language) -> Iterator[str]:
    """Yield what holds for every certificate of these rules."""
    if rules.practice:
        yield say(language, "rule.practice")
    yield say(language, "rule.best")
    yield say(language, "rule.official")
    if rules.late == "counts":
        yield say(language, "rule.late_counts")
    elif rules.grace_h:
        yield say(language, "rule.late_grace", hours=rules.grace_h)
    else:
        yield say(language, "rule.late_does_not_count")
    yield say(language, "rule.valid_days", days=rules.valid_days) if rules.valid_days else say(language, "rule.valid")


def _named(rules: Rules, slugs: Iterable[str], language: Language) -> str:
    """Return units as people know them: `unit1 (Instruction tuning), unit2 (…)`."""
    units = [rules.units[slug] for slug in slugs]
    return ", ".join(f"{unit.alias} ({unit.title.in_language(language)})" for unit in units)
