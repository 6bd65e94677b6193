"""Forgetting a person who withdraws: in the store, in its history, in the operator's own folder.

What is to be done is written down before anything is. Whoever is killed, the next `forget` goes on from there: every
step finds out itself what is left of it, and the last one looks at the store again.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from . import answers
from .budget import Bucket
from .errors import OperatorError, RecordError, Uncertain
from .evaluate.looking import FINGERPRINTS
from .intake import NAME
from .keys import HEX64, Keys
from .models_office import REJECTIONS
from .office import Office
from .outbox import Outbox
from .publish import WORTH_WAITING_FOR, Waiting, commit_derived
from .redacting import Told, Traces, traces
from .schema import SCHEMA_VERSION, Struct, canonical
from .store import Inbox, Store
from .store.durable import read_or_none, replace, sync_folder
from .withdrawing_errors import CannotRevoke, NotOnThisBoard, SeveralPeople

MESSAGE = "Records of somebody who has withdrawn"
ROUNDS = 5
"""Times that all is done again because somebody else published of the person meanwhile."""
Step = Callable[[str], None]
"""Hears what is being done: `requests`, `records`, `own`, `board`, `history`."""


class Leaving(Struct, frozen=True, kw_only=True):
    """Who is being forgotten: `withdrawing.json` of the operator's folder, until it is done."""

    schema_version: int = SCHEMA_VERSION
    subject: str
    names: tuple[str, ...]
    """That are this person's now where requests come in: an earlier name may be somebody else's by now."""
    models: tuple[str, ...]
    evaluations: tuple[str, ...]
    answers: tuple[str, ...]
    requests: tuple[str, ...]
    revoke: bool


class Desk(NamedTuple):
    """What forgetting works with."""

    store: Store
    inbox: Inbox
    office: Office
    outbox: Outbox
    rebuild: Callable[[], object]
    """Makes the board anew, and what the operator keeps for that."""
    revoke: Callable[[str], object] | None = None
    """Revokes the certificates of a subject; done twice, it changes nothing."""
    bucket: Bucket | None = None
    waiting: Waiting | None = None


class Found(NamedTuple):
    """A person, and what of them there is."""

    subject: str
    name: str
    """As it stands in `people/`; text of a stranger."""
    traces: Traces


def find(desk: Desk, keys: Keys, user: str, told: Told | None = None) -> Found:
    """Return the person that is meant: by name on the board or on the Hub, by subject, by the Hub's id of the user.

    A name is compared without case, as the Hub does. Raises `NotOnThisBoard`, `SeveralPeople`, `StoreError`.
    """
    head = desk.store.head()
    people = desk.outbox.known.people(desk.store, head)
    subjects = {subject for subject, name in people.items() if name.casefold() == user.casefold()}
    if HEX64.fullmatch(user.lower()):
        subjects = {user.lower()}
    elif NAME.fullmatch(user) and (user_id := desk.inbox.user_id(user)):
        subjects.add(keys.subject(user_id))
    subjects.add(keys.subject(user))
    found = [Found(one, people.get(one, ""), traces(desk.store, head, one, told)) for one in sorted(subjects)]
    there = [one for one in found if one.traces.records or one.traces.changes]
    if not there:
        raise NotOnThisBoard(user, desk.store.name)
    if len(there) > 1:
        raise SeveralPeople(user, [one.subject for one in there])
    return there[0]


def pending(office: Office) -> Leaving | None:
    """Return who was being forgotten when a program was killed, if anybody. Raises `RecordError`."""
    content = read_or_none(office.withdrawing)
    try:
        return None if content is None else msgspec.json.decode(content, type=Leaving)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RecordError(str(office.withdrawing), str(error)) from error


def begin(desk: Desk, keys: Keys, found: Found, user: str, *, revoke: bool) -> Leaving:
    """Write down who is to be forgotten."""
    names = {name for name in (found.name, user) if NAME.fullmatch(name)}
    mine = {name for name in names if (one := desk.inbox.user_id(name)) and keys.subject(one) == found.subject}
    leaving = Leaving(
        subject=found.subject,
        names=tuple(sorted(mine)),
        models=found.traces.models,
        evaluations=tuple(sorted(found.traces.evaluations)),
        answers=tuple(sorted(found.traces.answers)),
        requests=tuple(sorted(found.traces.requests)),
        revoke=revoke,
    )
    with _in_our_folder(desk.office):
        replace(desk.office.withdrawing, canonical(leaving))
    return leaving


def carry_out(desk: Desk, leaving: Leaving, step: Step = lambda _: None) -> list[str]:
    """Forget a person; return the links of requests that only the Hub can delete.

    Raises the store's errors where waiting does not help: what is left to do is still written down.
    """
    links: list[str] = []
    if leaving.revoke:
        if desk.revoke is None:
            raise CannotRevoke()
        desk.revoke(leaving.subject)  # first: the files of the certificates go
    for _ in range(ROUNDS):
        step("requests")
        asked = [desk.inbox.withdraw(name, answers.withdrawn()) for name in leaving.names]
        links = list(dict.fromkeys(link for found in asked for link in found))
        step("records")
        commit_derived(
            desk.store,
            lambda head: traces(desk.store, head, leaving.subject).changes,
            MESSAGE,
            bucket=desk.bucket,
            waiting=desk.waiting,
        )
        step("own")
        with _in_our_folder(desk.office):
            clear(desk.office, desk.outbox, leaving)
        step("board")
        desk.rebuild()
        step("history")
        head = _squashed(desk)
        if not traces(desk.store, head, leaving.subject).changes:
            break
    else:
        raise Uncertain("somebody else goes on publishing about this person")
    with _in_our_folder(desk.office):
        desk.outbox.forget_what_was_read()
        desk.office.withdrawing.unlink(missing_ok=True)
        sync_folder(desk.office.folder)
    return links


def _squashed(desk: Desk) -> str:
    """Squash the store's history, waiting for it where that helps; return the head."""
    waiting = desk.waiting or Waiting()
    waiting.begin()
    failures = 0
    while True:
        try:
            waiting.take(desk.bucket)
            return desk.store.squash("Records and board; what was before is withdrawn")
        except WORTH_WAITING_FOR as error:  # whether it happened or not: once more does no harm
            failures += 1
            waiting.failure(error, failures, desk.bucket)


@contextlib.contextmanager
def _in_our_folder(office: Office) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OperatorError(f"{error.filename or office.folder}: {error.strerror}") from error


def clear(office: Office, outbox: Outbox, leaving: Leaving) -> None:
    """Remove what of a person lies in the operator's folder besides the board's state."""
    outbox.forget_what_was_read()
    for left in office.folder.glob(".*.json.*"):  # half written, by who was killed
        left.unlink()
    for left in (office.room, *office.folder.glob("regrade-*")):
        if left.exists():
            shutil.rmtree(left)
    for left in (*(office.draft / f"{request}.json" for request in leaving.requests), *office.draft.glob(".*")):
        left.unlink(missing_ok=True)
    for one in leaving.evaluations:
        for file in (office.folder / "samples").glob(f"{one}-*"):
            file.unlink()
    users = {name.partition("/")[0].casefold() for name in (*leaving.models, *leaving.names)}
    for folder in (office.folder / "models" / "models").glob("*--*"):
        if folder.name.partition("--")[0].casefold() in users:
            shutil.rmtree(folder)
    _clear_evaluations(office.folder / "evaluations", leaving)


def _clear_evaluations(rooms: Path, leaving: Leaving) -> None:
    """Remove what was measured of a person's models. Fingerprints stay: they name nobody, and copies are still found.

    A room of which nobody can say whose model it was goes too: it only saves time.
    """
    if not rooms.is_dir():
        return
    mine = set(leaving.answers)
    for room in rooms.iterdir():
        if room.is_dir() and room.name != FINGERPRINTS:
            hashes = [_answers_of(file) for file in room.glob("*/result.json")]
            if not hashes or mine.intersection(hashes) or "" in hashes:
                shutil.rmtree(room)
    (rooms / "known.json").unlink(missing_ok=True)
    for left in rooms.glob(".*"):
        left.unlink()
    content = read_or_none(rooms / REJECTIONS)
    if content is not None:
        try:
            said = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        except msgspec.MsgspecError:  # of another version, as `ModelsOffice` has it: the models are looked at again
            said = {}
        kept = {request: one for request, one in said.items() if request not in leaving.requests}
        replace(rooms / REJECTIONS, msgspec.json.encode(kept))


def _answers_of(result: Path) -> str:
    """Return the hash of what a model answered in a task, empty where it is not known."""
    try:
        found = msgspec.json.decode(result.read_bytes(), type=dict[str, object])
    except (msgspec.MsgspecError, OSError):
        return ""
    return str(found.get("samples_sha256", ""))


__all__ = ["Desk", "Found", "Leaving", "begin", "carry_out", "find", "pending"]
