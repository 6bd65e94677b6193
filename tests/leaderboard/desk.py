"""A board in a folder with an operator's office beside it, and learners who submit: what the tests of grading share."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path

from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_leaderboard import keys, layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.errors import StoreError
from smol_leaderboard.handed_in import PackedFile, Request
from smol_leaderboard.judge.client import Judge
from smol_leaderboard.office import Office
from smol_leaderboard.outbox import Outbox
from smol_leaderboard.package import package
from smol_leaderboard.publish import Waiting
from smol_leaderboard.queue import Event, Queue
from smol_leaderboard.schema import BoardSettings, canonical
from smol_leaderboard.sealing import seal
from smol_leaderboard.segments import read_records
from smol_leaderboard.store import Inbox, Store
from smol_leaderboard.store.local import LocalStore
from smol_leaderboard.store.local_inbox import LocalInbox

RIGHT = """def transcript(messages):
    return "\\n".join(f"{message['role']}: {message['content']}" for message in messages)
"""
HALF = """def transcript(messages):
    return ""
"""
HOSTILE = """import os
print("<script>alert(1)</script> ::error:: 3/3 points")
os._exit(0)
"""
UNITS = {"warmup": 3}
NOON = "2026-11-25T12:00:00Z"


def now() -> str:
    """Return the time, UTC."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def request_id(number: int) -> str:
    """Return a request's id."""
    return f"20261125-120000-{number:016x}"


def request(
    user: str,
    number: int,
    code: str,
    public_key: str,
    *,
    unit: str = "warmup",
    model: str = "",
    version: str = "0.1.0",
    sealed_for: Mapping[str, str] | None = None,
    files: tuple[PackedFile, ...] | None = None,
) -> Request:
    """Return a learner's request; `sealed_for` replaces what the sealed package says of itself."""
    course = load_course(course_files())
    packed = (PackedFile(exercise="transcript", name="transcript.py", text=code),) if files is None else files
    made = package(request_id(number), user, course.find("unit0")[0], packed, model)
    import msgspec

    box = seal(msgspec.structs.replace(made, **(sealed_for or {})), public_key)
    return Request(
        id=request_id(number),
        user=user,
        unit=unit,
        smol_grade=version,
        at=NOON,
        sealed_sha256=box.sha256,
        sealed=box.text,
        model=model,
    )


def settings(public_key: str, **changes: object) -> BoardSettings:
    """Return the settings of a board for the warm-up unit."""
    given = {"attempts_per_day": 100, "units": UNITS, "cohort": "2026-11", **changes}
    return BoardSettings(title="A course", public_key=public_key, smol_grade="0.1.0", **given)


class Court:
    """Keys and a judge, which several boards of a test module may share: a judge takes a second to start."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys = keys.load(path) if path.exists() else keys.create(path)
        self.judge = Judge(path)


class Desk:
    """The operator's side over any store and inbox."""

    def __init__(
        self,
        folder: Path,
        store: Store | None = None,
        inbox: Inbox | None = None,
        *,
        court: Court | None = None,
        clock: Callable[[], str] = now,
        **changes: object,
    ) -> None:
        self.office = Office(folder / "office")
        self.board = folder / "board"
        self.board.mkdir(parents=True, exist_ok=True)
        self.court = court or Court(self.office.keys)
        self.judge, self.keys = self.court.judge, self.court.keys
        self.store = store or LocalStore(self.board)
        self.inbox = inbox or LocalInbox(self.board, clock=clock)
        self.settings = settings(self.keys.public_key, **changes)
        self.store.commit({layout.SETTINGS: canonical(self.settings)}, "Settings")
        self.outbox = Outbox(self.office.outbox)
        self.events: list[Event] = []
        self.clock = clock

    def queue(self, judge: Judge | None = None, tell: Callable[[Event], None] | None = None, batch: int = 50) -> Queue:
        """Return a queue as a new program would make it."""
        return Queue(
            self.store,
            self.inbox,
            judge or self.judge,
            self.settings,
            self.outbox,
            waiting=Waiting(attempts=3, first_s=0.01, patience_s=1.0),
            rebuild=lambda: rebuild(self.store, self.office.board_state),
            tell=tell or self.events.append,
            clock=now,
            batch=batch,
        )

    def submit(self, user: str, number: int, code: str = RIGHT, **changes: object) -> Request:
        """Drop a request of a user into the folder's inbox."""
        made = request(user, number, code, self.keys.public_key, **changes)
        self.drop(user, layout.request(user, made.id), canonical(made))
        return made

    def drop(self, user: str, path: str, content: bytes) -> None:
        """Drop any file into the folder's inbox."""
        LocalInbox(self.board, user, clock=self.clock).submit(path, content, "Submission", "text")

    def records(self, kind: str) -> list:
        """Return the published records of a kind, oldest request first."""
        found = read_records(self.store, kinds=[kind]).records.values()
        return sorted(found, key=lambda record: getattr(record, "number", 0) or getattr(record, "attempt", 0))

    def said(self, user: str) -> list[list[str]]:
        """Return what was said under each of a user's requests, oldest request first."""
        threads = sorted(self.inbox.threads(user), key=lambda thread: thread.number)
        return [[comment.text for comment in thread.comments] for thread in threads]


class BrokenInbox(LocalInbox):
    """An inbox whose answers do not get through."""

    def comment(self, number: int, text: str) -> None:
        raise StoreError("no answer gets through")

    def close(self, number: int, text: str) -> None:
        raise StoreError("no answer gets through")
