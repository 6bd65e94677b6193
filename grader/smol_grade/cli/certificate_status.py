"""`smol-grade certificate status`: what is earned, or the exact list of what is missing, from the board's records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..course import load_course
from ..errors import UsageError
from ..locate import course_files
from ..messages import say
from ..records import Language
from . import output
from .certificate_words import Issued, Told, standing_text
from .progress import changing_line
from .standing import workspace_around
from .submitting import board_of

if TYPE_CHECKING:
    from smol_leaderboard.certify import Standing
    from smol_leaderboard.learner_records import Learner
    from smol_leaderboard.outgoing import Submission
    from smol_leaderboard.rules import Rules
    from smol_leaderboard.store import Store


class WhoseCertificates(UsageError):
    """Nobody is named, nothing was submitted to the board from here, and nobody is logged in."""

    key = "certificate.whose"
    hint = "certificate.whose.hint"

    def __init__(self, board: str) -> None:
        super().__init__(board=board)


class Asked(NamedTuple):
    """What the command line asks for."""

    board: str
    user: str
    form: str


class Looked(NamedTuple):
    """What the board's records say of one learner."""

    board: str
    learner: Learner
    rules: Rules
    standings: tuple[Standing, ...]
    records: int
    issued: dict[str, Issued]
    """By slug, of the certificates that are earned; empty where the board's list of them cannot be read."""


def run(asked: Asked, language: Language) -> int:
    """Show how somebody stands with each certificate; return 0 when all are earned, else 1."""
    from smol_leaderboard.fixes import Words, options
    from smol_leaderboard.outgoing import Memory
    from smol_leaderboard.store import hub_id

    where = board_of(asked.board, load_course(course_files()))
    sent = [one for one in Memory(workspace_around(Path.cwd())).submissions() if one.board == where and one.user]
    looked = _look(where, asked.user, sent, language)
    name = looked.learner.name if (asked.user or sent) and not hub_id(where) else ""
    own = {"model": say(language, "certificate.your_model"), "summary": say(language, "entry.file")}
    words = Words(**own, board=asked.board, user=name)
    told = Told(words, options(asked.board, asked.user), _waiting(sent, looked.learner.name), looked.issued)
    if asked.form == "json":
        output.write(json.dumps(_as_json(looked, told), indent=1))
    else:
        output.write_wrapped(output.harmless(_as_text(looked, told, language)))
    return 0 if looked.standings and all(one.met for one in looked.standings) else 1


def _look(where: str, user: str, sent: list[Submission], language: Language) -> Looked:
    """Read what a board knows of a learner. Somebody who asks for themselves may be on it for nothing yet."""
    from smol_leaderboard.certify import standings
    from smol_leaderboard.errors import NobodyThere
    from smol_leaderboard.learner_records import Learner, find_learner, records_of
    from smol_leaderboard.rule_book import read_rules
    from smol_leaderboard.store import open_store

    with changing_line() as show:
        show(say(language, "submit.asking"))
        store = open_store(where)
        head = store.head()
        rules = _in_order(read_rules(store, head))
        name = user or own_name(where, sent)

        def searching(done: int, count: int) -> None:
            show(say(language, "status.search", done=done, count=count))

        try:
            learner = find_learner(store, name, head, searching)
        except NobodyThere:
            if user:
                raise
            return Looked(where, Learner("", name), rules, standings([], rules), 0, {})
        records = records_of(store, learner, head, searching)
        found = standings(records, rules)
        issued = _issued(store, head, learner.subject, [one.certificate for one in found if one.met])
    return Looked(where, learner, rules, found, len(records), issued)


def _issued(store: Store, head: str, subject: str, earned: list[str]) -> dict[str, Issued]:
    """Return what became of the certificates that a subject has earned, of each kind the newest one."""
    from smol_leaderboard import layout
    from smol_leaderboard.certificate_errors import CertificateError
    from smol_leaderboard.holdings import read_holdings
    from smol_leaderboard.statuses import read_reasons

    if not earned:
        return {}
    try:
        holdings = read_holdings(store, head)
        revoked = read_reasons(store.read(layout.REASONS, head)).revoked
    except CertificateError:  # `certificate get` says what is wrong with them
        return {}
    found = {}
    for slug in earned:
        newest = next(reversed(holdings.of(subject, slug)), None)
        if newest is None:
            found[slug] = Issued("not_issued")
        elif newest.id in revoked:
            found[slug] = Issued("revoked", revoked[newest.id].reason)
        else:
            found[slug] = Issued("issued")
    return found


def _waiting(sent: list[Submission], user: str) -> dict[str, str]:
    """Return the units, by slug, with which somebody handed in a model from here, with the time of the newest."""
    mine = [one for one in sent if one.state != "saved" and one.model and one.fate.state != "failed"]
    return {one.unit: one.at for one in mine if one.user.casefold() == user.casefold() and not one.fate.measured}


def _in_order(rules: Rules) -> Rules:
    """Return the same rules, the exercises in the installed course's order: as published they are sorted by name."""
    from msgspec import structs

    course = load_course(course_files())
    order = [exercise.name for unit in course.units for exercise in unit.exercises]
    places = {name: number for number, name in enumerate(order)}
    units = {}
    for slug, unit in rules.units.items():
        names = sorted(unit.exercises, key=lambda name: places.get(name, len(order)))
        units[slug] = structs.replace(unit, exercises={name: unit.exercises[name] for name in names})
    return structs.replace(rules, units=units)


def own_name(where: str, sent: list[Submission]) -> str:
    """Return who is asking: who submitted last from here, else who is logged in. Raises `WhoseCertificates`."""
    from smol_leaderboard.errors import NotLoggedIn
    from smol_leaderboard.identity import who

    if sent:
        return sent[-1].user
    try:
        return who(where).name
    except NotLoggedIn as error:
        raise WhoseCertificates(where) from error


def _as_text(looked: Looked, told: Told, language: Language) -> str:
    """Return how somebody stands, certificate by certificate; what is listed once is not listed again."""
    fields = {"board": looked.board, "user": looked.learner.name or looked.learner.subject[:12]}
    parts = [say(language, "certificate.of" if looked.learner.subject else "certificate.of_nobody_yet", **fields)]
    if not looked.standings:
        parts.append(say(language, "certificate.none"))
    if looked.rules.practice:
        parts.append(say(language, "rule.practice"))
    listed: set[tuple[str, str, str]] = set()
    for standing in looked.standings:
        parts.append(standing_text(standing, looked.rules, told, listed, language))
        listed |= {(one.kind, one.unit, one.exercise) for one in standing.missing}
    parts.append(say(language, "certificate.computed", count=looked.records, rules=looked.rules.sha256[:16]))
    return "\n\n".join(parts)


def _as_json(looked: Looked, told: Told) -> dict[str, object]:
    import msgspec

    return {
        "schema_version": 1,
        "board": looked.board,
        "user": looked.learner.name,
        "subject": looked.learner.subject,
        "records": looked.records,
        "rules": looked.rules.sha256,
        "practice": looked.rules.practice,
        "certificates": [
            {
                "certificate": standing.certificate,
                "title": msgspec.to_builtins(looked.rules.certificate(standing.certificate).title),
                "met": standing.met,
                "conditions": [
                    {**msgspec.to_builtins(one), "fixes": told.fixes(one, looked.rules)} for one in standing.conditions
                ],
                "evidence": standing.evidence,
                "issued": told.issued[standing.certificate]._asdict() if standing.certificate in told.issued else None,
            }
            for standing in looked.standings
        ],
    }
