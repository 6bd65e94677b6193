"""From an open pull request to an accepted request, or to the reason why it is none.

Nothing in a pull request is believed but what the Hub itself says: who opened it, when, and which paths differ. The
author's name is compared exactly, byte for byte: no folding of case, no likeness of letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from smol_grade.schedule import MOMENT

from . import layout
from .errors import RequestRefused, SealError
from .handed_in import Request
from .ledger import Ledger, quiz_of
from .new_entry import is_new_entry
from .schema import LARGEST_REQUEST, SCHEMA_VERSION, BoardSettings, request_key
from .sealing import hash_of
from .shown_name import is_shown_name
from .store import Incoming

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}", re.ASCII)
"""Of a user on the Hub."""
MODEL = re.compile(r"(?P<user>[A-Za-z0-9][\w.-]{0,95})/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
NONCE = re.compile(r"[0-9a-f]{32}")
HEX64 = re.compile(r"[0-9a-f]{64}")
VERSION = re.compile(r"[0-9][0-9A-Za-z.+-]{0,39}", re.ASCII)


class Rules(NamedTuple):
    """What the board allows."""

    settings: BoardSettings
    aliases: Mapping[str, str]
    """Alias -> slug of the units that can be graded here."""
    smol_grade: str
    """The version that grades."""
    project: str = ""
    """Slug of the unit that the final project is handed in with; empty: there is none."""


class Accepted(NamedTuple):
    """A request that may be graded."""

    request: Request
    key: str
    """Its name in records."""
    unit: str
    """Slug."""
    subject: str
    attempt: int
    """From 1."""


def accept(incoming: Incoming, subject: str, rules: Rules, ledger: Ledger) -> Accepted:
    """Return the request in a pull request; raise `RequestRefused` with a reason of `refusals.REFUSALS`.

    `subject` is how records call the author.
    """
    if not incoming.head:  # it cannot be read
        raise RequestRefused("not_a_request")
    if not incoming.author.id:  # whoever it was has left the Hub
        raise RequestRefused("wrong_author")
    path = _one_path(incoming)
    _check_owner(path, incoming.author.name)
    request = read(incoming.content)
    if layout.request(request.user, request.id) != path or incoming.author.name != request.user:
        raise RequestRefused("wrong_path" if request.user == incoming.author.name else "wrong_author")
    _check_seal(request)
    unit = _unit_of(request, rules)
    _check_version(request.smol_grade, rules.smol_grade)
    key = request_key(incoming.author.id, request.id)
    if key in ledger.requests or ledger.has_sealed(request.sealed_sha256):
        raise RequestRefused("replayed")
    if incoming.received_at < rules.settings.opens.get(unit, ""):
        raise RequestRefused("before_release")
    deadline = rules.settings.deadlines.get(unit, "")
    if deadline and incoming.received_at > deadline:
        raise RequestRefused("after_deadline")
    if request.quiz:
        _check_quiz(request, unit, subject, incoming.received_at, rules, ledger)
        return Accepted(request, key, unit, subject, ledger.accepted(subject, quiz_of(unit)) + 1)
    _check_model(request.model, incoming.author.name, subject, ledger)
    most = rules.settings.attempts_per_day
    if ledger.accepted(subject, unit, incoming.received_at[:10]) >= most:
        raise RequestRefused("too_many_today")
    return Accepted(request, key, unit, subject, ledger.accepted(subject, unit) + 1)


def _unit_of(request: Request, rules: Rules) -> str:
    """Return the slug of a request's unit; a final project's can only be the one that it is handed in with."""
    unit = rules.aliases.get(request.unit, request.unit)
    if unit not in rules.aliases.values() or unit not in rules.settings.units:
        raise RequestRefused("unknown_unit")
    if request.entry is not msgspec.UNSET and unit != rules.project:
        raise RequestRefused("not_a_request")
    return unit


def _check_quiz(request: Request, unit: str, subject: str, received_at: str, rules: Rules, ledger: Ledger) -> None:
    """Raise `RequestRefused` for answers to questions that are not asked here, or that come too soon after others."""
    asked = rules.settings.quizzes.get(unit, "")
    if not asked:
        raise RequestRefused("quiz_unknown")
    if request.quiz != asked:
        raise RequestRefused("quiz_outdated")
    last = ledger.last_quiz(subject, unit)
    if last and received_at < quiz_opens(last, rules.settings):
        raise RequestRefused("quiz_cooldown")


def quiz_opens(last: str, settings: BoardSettings) -> str:
    """Return from when on a next attempt at a quiz is taken, after one that was received at `last`."""
    opens = datetime.strptime(last, MOMENT) + timedelta(hours=settings.quiz_cooldown_h)
    return opens.strftime(MOMENT)


def read(content: bytes | None) -> Request:
    """Read a request file; raise `RequestRefused` (`too_large`, `not_a_request`)."""
    if content is None or len(content) > LARGEST_REQUEST:
        raise RequestRefused("too_large")
    try:
        request = msgspec.json.decode(content, type=Request)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RequestRefused("not_a_request") from error
    nonce = request.model_nonce
    if request.schema_version != SCHEMA_VERSION or (nonce and not (request.model and NONCE.fullmatch(nonce))):
        raise RequestRefused("not_a_request")
    if request.shown_name and not is_shown_name(request.shown_name):
        raise RequestRefused("not_a_request")
    if request.quiz and (request.model or not HEX64.fullmatch(request.quiz)):
        raise RequestRefused("not_a_request")
    if request.entry is not msgspec.UNSET and not (request.model and is_new_entry(request.entry)):
        raise RequestRefused("not_a_request")
    return request


def _one_path(incoming: Incoming) -> str:
    """Return the one path that a pull request adds."""
    own = f"{layout.REQUESTS}{incoming.author.name}/"
    if not incoming.changed:
        raise RequestRefused("not_a_request")
    if any(not path.startswith(layout.REQUESTS) for path in incoming.changed):
        raise RequestRefused("outside_folder")
    if any(not path.startswith(own) for path in incoming.changed):
        raise RequestRefused("wrong_author")
    if len(incoming.changed) > 1:
        raise RequestRefused("wrong_path")
    return incoming.changed[0]


def _check_owner(path: str, author: str) -> None:
    place = layout.REQUEST.fullmatch(path)
    if place is None or ".." in path or not path.isascii():
        raise RequestRefused("wrong_path")
    if place["user"] != author or not NAME.fullmatch(author):
        raise RequestRefused("wrong_author")


def _check_seal(request: Request) -> None:
    try:
        found = hash_of(request.sealed)
    except SealError as error:
        raise RequestRefused("wrong_hash") from error
    if found != request.sealed_sha256:
        raise RequestRefused("wrong_hash")


def _check_version(theirs: str, ours: str) -> None:
    from packaging.version import InvalidVersion, Version

    if not VERSION.fullmatch(theirs):
        raise RequestRefused("not_a_request")
    try:
        newer = Version(theirs) > Version(ours)
    except InvalidVersion as error:
        raise RequestRefused("not_a_request") from error
    if newer:
        raise RequestRefused("newer_suite")


def _check_model(model: str, author: str, subject: str, ledger: Ledger) -> None:
    if not model:
        return
    named = MODEL.fullmatch(model)
    if named is None or named["user"] != author:
        raise RequestRefused("model_not_yours")
    if ledger.owner_of(model) not in ("", subject):
        raise RequestRefused("model_claimed")
