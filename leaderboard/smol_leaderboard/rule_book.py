"""`rules.json` in the store: written when a board is founded, read by whoever asks what its certificates ask for.

Errors: LeaderboardError
        └── NoRules            the board publishes no rules
"""

from __future__ import annotations

import msgspec

from . import layout
from .errors import LeaderboardError, NewerBoard, RecordError
from .rules import Lateness, Rules
from .schema import SCHEMA_VERSION, EvaluationRecord, GradeRecord, QuizRecord, canonical
from .store import Store

UNKNOWN = "contains unknown field"
"""How msgspec calls what only a later program may have written."""


class NoRules(LeaderboardError):
    """The board publishes no rules: it was founded before there were certificates."""

    key = "certificate.no_rules"
    hint = "certificate.no_rules.hint"

    def __init__(self, board: str) -> None:
        super().__init__(board=board)


def rule_files(rules: Rules) -> dict[str, bytes]:
    """Return the files that publish rules: the current ones, and the same under their hash, where they stay."""
    content = canonical(rules)
    return {layout.RULES: content, layout.rules_at(rules.sha256): content}


def read_rules(store: Store, revision: str = "") -> Rules:
    """Return a board's rules; raise `NoRules` without any, `NewerBoard` for a later program's, else `RecordError`."""
    content = store.read(layout.RULES, revision)
    if content is None:
        raise NoRules(store.name)
    return decoded_rules(content, store.name)


def decoded_rules(content: bytes, where: str) -> Rules:
    """Read rules that stand at `where`; raise `NewerBoard` for a later program's, `RecordError` for what is none."""
    try:
        if msgspec.json.decode(content, type=_Versioned).schema_version > SCHEMA_VERSION:
            raise NewerBoard(where)
        rules = msgspec.json.decode(content, type=Rules)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        if UNKNOWN in str(error):
            raise NewerBoard(where) from error
        raise RecordError(f"{where}: {layout.RULES}", str(error)[:200]) from error
    problem = _problem(rules)
    if problem:
        raise RecordError(f"{where}: {layout.RULES}", problem)
    return rules


def lateness_of(store: Store, result: GradeRecord | QuizRecord | EvaluationRecord) -> Lateness:
    """Return whether a result came in late, by the rules of the board; without rules that can be read nothing is."""
    try:
        rules = read_rules(store)
    except (NoRules, NewerBoard, RecordError):  # the operator is told when they begin to grade
        return ""
    return rules.lateness(result.cohort, result.unit, result.received_at)


class _Versioned(msgspec.Struct):
    schema_version: int


def _problem(rules: Rules) -> str:
    """Return what types cannot say: names that lead nowhere, certificates that include later ones or themselves."""
    if rules.schema_version != SCHEMA_VERSION:
        return f"schema_version {rules.schema_version} is not {SCHEMA_VERSION}"
    before: set[str] = set()
    for rule in rules.certificates:
        units = {*rule.units, *rule.models, *([rule.project] if rule.project else [])}
        if not units <= rules.units.keys():
            return f"{rule.slug} asks for a unit that is not there"
        if rule.slug in before or not before.issuperset(rule.includes):
            return f"{rule.slug} is there twice, or includes a certificate that is not before it"
        before.add(rule.slug)
    return ""
