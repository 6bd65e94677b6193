"""How far each certificate is, by what this workspace knows: the course's rule, and what boards said of submissions.

No board is asked here, and practice is no grade that counts. `smol-grade certificate status` computes it from records.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..course import Course
from ..messages import say
from ..records import Language
from . import submit_errors
from .submitting import board_of

if TYPE_CHECKING:
    from smol_leaderboard.certify import Condition
    from smol_leaderboard.outgoing import Memory, Submission
    from smol_leaderboard.rules import Rules

COMMAND = "smol-grade certificate status"
PENDING = ("unknown", "queued", "running", "closed")
"""Fates of what was sent and has no result here yet."""
State = Literal["met", "absent", "waiting", "too_few", "too_late", "measured"]


class Known(NamedTuple):
    """What is known here of one condition."""

    condition: Condition
    state: State
    have: int = 0
    """Points or right answers of the best result that is known; of a unit as a whole."""
    most: int = 0


class Certificate(NamedTuple):
    """How far one certificate is."""

    slug: str
    conditions: tuple[Known, ...]

    @property
    def met(self) -> int:
        """How many conditions are met, as far as is known here."""
        return sum(one.state == "met" for one in self.conditions)


class Distance(NamedTuple):
    """How far all certificates are."""

    rules: Rules
    board: str
    """That submissions were sent to, the newest one's; empty where nothing was sent."""
    options: str
    """What has to be added to `COMMAND` to look there."""
    practice_board: bool
    certificates: tuple[Certificate, ...]
    full: frozenset[str]
    """Exercises with full marks in practice, by id."""
    handed_in: frozenset[str]
    """Slugs of the units whose exercises that board has; none on a practice board."""


def distance(
    course: Course, memory: Memory, submissions: Sequence[Submission], board: str, full: frozenset[str]
) -> Distance:
    """Return how far the certificates are. `submissions` are as they stand, newest first; `full` are ids."""
    from smol_leaderboard.certify import standing
    from smol_leaderboard.founding import rules_of

    sent = [one for one in submissions if one.state != "saved"]
    where = sent[0].board if sent else ""
    known = memory.board(where) if where else None
    practice = known is not None and known.settings.practice
    mine = [] if practice else [one for one in sent if one.board == where]
    rules = rules_of(course, practice=practice)
    certificates = []
    for rule in rules.certificates:
        asked = standing((), rules, rule.slug).conditions
        certificates.append(Certificate(rule.slug, tuple(_known(one, mine, rules) for one in asked)))
    options = _options(course, board or where)
    return Distance(rules, where, options, practice, tuple(certificates), full, handed_in(mine))


def handed_in(submissions: Iterable[Submission]) -> frozenset[str]:
    """Return the slugs of the units whose exercises were sent, and not refused."""
    return frozenset(
        one.unit for one in submissions if one.state != "saved" and one.holds_exercises and one.fate.state != "failed"
    )


def _options(course: Course, where: str) -> str:
    """Return how to name a board where the command would look at another one."""
    try:
        usual = board_of("", course)
    except submit_errors.NoBoard:
        usual = ""
    return f" --board {shlex.quote(where)}" if where and where != usual else ""


def _known(condition: Condition, sent: Sequence[Submission], rules: Rules) -> Known:
    """Return what submissions show of one condition."""
    mine = [one for one in sent if one.unit == condition.unit and _is_about(one, condition)]
    if condition.kind in ("model", "project"):
        state: State = "measured" if any(one.fate.measured for one in mine) else _unfinished(mine)
        return Known(condition, state)
    graded = [one.fate for one in mine if one.fate.state == "graded" and one.fate.max_points > 0]
    counting = [fate for fate in graded if fate.late != "too_late"]
    best = max(counting, key=lambda fate: fate.points / fate.max_points, default=None)
    if best is None:
        return Known(condition, "too_late" if graded else _unfinished(mine))
    percent = rules.quiz_percent if condition.kind == "quiz" else 100  # of a unit only the sum is known
    enough = best.points >= -(-best.max_points * percent // 100)
    return Known(condition, "met" if enough else "too_few", best.points, best.max_points)


def _is_about(one: Submission, condition: Condition) -> bool:
    if condition.kind in ("model", "project"):
        return bool(one.model)
    return one.is_quiz if condition.kind == "quiz" else one.holds_exercises


def _unfinished(mine: Iterable[Submission]) -> State:
    return "waiting" if any(one.fate.state in (*PENDING, "graded") for one in mine) else "absent"


def as_text(found: Distance, language: Language) -> list[str]:
    """Return a line or two per certificate, and where the whole list is; nothing where the course has none."""
    if not found.certificates:
        return []
    lines = [say(language, "standing.certificates")]
    if found.practice_board:
        lines.append(f"  {say(language, 'rule.practice')}")
    listed: set[tuple[str, str, str]] = set()
    for certificate in found.certificates:
        title = found.rules.certificate(certificate.slug).title.in_language(language)
        fields = {"title": title, "met": certificate.met, "count": len(certificate.conditions)}
        lines.append(f"  {say(language, 'certificate.title', **fields)}")
        pieces = list(_pieces(certificate, listed, found.rules, language))
        if pieces:
            lines.append(f"    {say(language, 'standing.missing', what='; '.join(pieces))}")
        listed |= {_name(one.condition) for one in certificate.conditions}
    lines += [f"  {line}" for line in _then(found, language)]
    return [*lines, f"  {say(language, 'standing.whole_list')}", f"    {COMMAND}{found.options}"]


def _name(condition: Condition) -> tuple[str, str, str]:
    return condition.kind, condition.unit, condition.exercise


def _pieces(
    certificate: Certificate, listed: set[tuple[str, str, str]], rules: Rules, language: Language
) -> Iterator[str]:
    """Yield what is missing, of one kind and for one reason together; what was listed before in a word."""
    missing = [one for one in certificate.conditions if one.state != "met"]
    if any(_name(one.condition) in listed for one in missing):
        yield say(language, "standing.above")
    groups: dict[tuple[str, str], list[str]] = {}
    for one in missing:
        if _name(one.condition) in listed:
            continue
        why = "" if one.state == "absent" else say(language, f"standing.{one.state}", have=one.have, most=one.most)
        alias = rules.units[one.condition.unit].alias
        units = groups.setdefault((one.condition.kind, why), [])
        if alias not in units:
            units.append(alias)
    for (kind, why), units in groups.items():
        piece = say(language, f"standing.of_{kind}", units=_together(units, rules))
        yield f"{piece} ({why})" if why else piece


def _together(units: list[str], rules: Rules) -> str:
    """Return aliases in the course's order, three or more that follow one another as `unit2-unit6`."""
    order = [unit.alias for unit in rules.units.values()]
    runs: list[list[str]] = []
    for alias in units:
        if runs and order.index(alias) == order.index(runs[-1][-1]) + 1:
            runs[-1].append(alias)
        else:
            runs.append([alias])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _then(found: Distance, language: Language) -> Iterator[str]:
    """Yield how much of what is asked for has full marks in practice, and the unit to hand in."""
    required, ready = _required(found.rules), _ready(found)
    done = sum(f"{unit}/{name}" in found.full for unit, names in required.items() for name in names)
    yield say(language, "standing.full_marks_here", done=done, count=sum(map(len, required.values())))
    to_hand_in = [unit for unit in (*ready, *required) if unit not in found.handed_in]
    if to_hand_in and not found.practice_board:
        alias = found.rules.units[to_hand_in[0]].alias
        yield say(language, "standing.ready" if ready else "standing.not_ready", unit=alias)
        yield f"  smol-grade submit {alias}{found.options}"


def _required(rules: Rules) -> dict[str, list[str]]:
    """Return the exercises that any certificate asks for, by slug of their unit."""
    asked = dict.fromkeys(unit for rule in rules.certificates for unit in rule.units)
    return {unit: list(rules.units[unit].exercises) for unit in asked}


def _ready(found: Distance) -> list[str]:
    """Return the units with full marks here that were not handed in."""
    required = _required(found.rules)
    full = [unit for unit, names in required.items() if found.full.issuperset(f"{unit}/{name}" for name in names)]
    return [unit for unit in full if unit not in found.handed_in]


def as_json(found: Distance) -> dict[str, object]:
    """Return the same for programs."""
    required = _required(found.rules)
    done = sum(f"{unit}/{name}" in found.full for unit, names in required.items() for name in names)
    return {
        "board": found.board,
        "practice_board": found.practice_board,
        "full_marks_here": done,
        "exercises": sum(map(len, required.values())),
        "ready": _ready(found),
        "command": f"{COMMAND}{found.options}",
        "kinds": [
            {
                "certificate": one.slug,
                "met": one.met,
                "count": len(one.conditions),
                "missing": [
                    {
                        "kind": known.condition.kind,
                        "unit": known.condition.unit,
                        "exercise": known.condition.exercise,
                        "state": known.state,
                        "have": known.have,
                        "most": known.most,
                    }
                    for known in one.conditions
                    if known.state != "met"
                ],
            }
            for one in found.certificates
        ],
    }
