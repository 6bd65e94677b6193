"""What became of a workspace's submissions: what the board says, else its records, else the request's own thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec

from . import layout, lookup
from .answers import RUNNING
from .errors import NewerBoard, RecordError
from .outgoing import Fate, Memory, Submission, now
from .rule_book import NoRules, read_rules
from .rules import Lateness, Rules
from .schema import FailureRecord, GradeRecord, QuizRecord, request_key
from .store import Comment, Store, Thread, open_inbox, open_store
from .submitting import read_settings, title

STATUS = f"{layout.BOARD}status.json"
MODELS_JSON = f"{layout.BOARD}models.json"
ENDED = frozenset({"graded", "failed"})
CLOCKS_DIFFER = timedelta(days=2)
T = TypeVar("T", bound=msgspec.Struct)


class _Entry(msgspec.Struct):
    """A request in `board/status.json`, waiting or done; what is added later is not looked at."""

    state: str = ""
    number: int = 0
    request: str = ""
    record: str = ""
    points: int = 0
    max_points: int = 0
    reason: str = ""


class _Status(msgspec.Struct):
    waiting: list[_Entry] = []
    recent: list[_Entry] = []


class _Model(msgspec.Struct):
    """A row of `board/models.json`."""

    model: str = ""
    record: str = ""
    units: list[str] = []
    counts_not: list[str] = []
    project: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    at: str = ""


class _Models(msgspec.Struct):
    rows: list[_Model] = []


def ask(
    where: str, submissions: list[Submission], memory: Memory, on_file: Callable[[int, int], None]
) -> list[Submission]:
    """Return the submissions of one board with their fates as they are now, and write them down.

    Raises `StoreError` when the board cannot be asked: what is known stays as it was.
    """
    store = open_store(where)
    status = _read(store.read(STATUS), _Status)
    models = _read(store.read(MODELS_JSON), _Models) if any(one.model for one in submissions) else _Models()
    calendar = _Calendar(store)
    inbox = open_inbox(where)
    threads: dict[str, Thread] = {}
    for user in sorted({one.user for one in submissions if one.user}):
        threads |= {thread.title: thread for thread in inbox.threads(user)}
    asked = []
    for submission in submissions:
        thread = threads.get(title(submission))
        fate = _known(submission, status, thread)
        if fate is None:
            fate = _searched(where, submission, thread, on_file) if thread is not None and not thread.open else Fate()
            if fate.state == "unknown" and thread is not None:
                fate = Fate(state="closed" if not thread.open else "running" if _runs(thread) else "queued")
        late = submission.fate.late if submission.fate.state in ENDED else calendar.lateness(submission.unit, thread)
        fate = msgspec.structs.replace(fate, late=late, note=_note(thread), as_of=now())
        fate = _with_model(fate, submission, models)
        new = msgspec.structs.replace(submission, fate=fate)
        if thread is not None:
            new = msgspec.structs.replace(new, state="sent", link=submission.link or thread.link)
        memory.remember(new)
        asked.append(new)
    return asked


class _Calendar:
    """The due dates of a board's running cohort. A board whose rules or settings cannot be read has none."""

    def __init__(self, store: Store) -> None:
        try:
            self._rules: Rules | None = read_rules(store)
            self._cohort = read_settings(store.read(layout.SETTINGS), store.name).cohort
        except (NewerBoard, NoRules, RecordError):
            self._rules, self._cohort = None, ""

    def lateness(self, unit: str, thread: Thread | None) -> Lateness:
        """Return whether a request for a unit, by slug, came in late: the Hub's clock decides."""
        if self._rules is None or thread is None:
            return ""
        return self._rules.lateness(self._cohort, unit, thread.received_at)


def _read(content: bytes | None, kind: type[T]) -> T:
    """Read what the board tells; a file that is missing or not to be read tells nothing."""
    try:
        return msgspec.json.decode(content or b"{}", type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return kind()


def _with_model(fate: Fate, submission: Submission, models: _Models) -> Fate:
    """Return a fate that knows what the newest evaluation says of the model that went with a submission."""
    name = submission.model.casefold()
    mine = [one for one in models.rows if name and one.model.casefold() == name and submission.unit in one.units]
    newest = max(mine, key=lambda one: (one.at, one.record), default=None)
    if newest is None:
        return fate
    counts = not newest.counts_not
    return msgspec.structs.replace(fate, measured=newest.record, counts=counts, project=newest.project)


def _known(submission: Submission, status: _Status, thread: Thread | None) -> Fate | None:
    """Return the fate that the board tells of, or one that is known already and does not change any more."""
    key = request_key(submission.user_id, submission.id)
    for entry in status.recent:
        if entry.request == key and entry.state in ENDED:
            return _fate(entry)
    for entry in status.waiting:
        if thread is not None and thread.open and entry.number == thread.number:
            return Fate(state="running" if entry.state == "running" else "queued")
    return submission.fate if submission.fate.state in ENDED else None


def _fate(entry: Any) -> Fate:
    if entry.state == "failed":
        return Fate(state="failed", reason=entry.reason)
    return Fate(state="graded", record=entry.record, points=entry.points, max_points=entry.max_points)


def _searched(where: str, submission: Submission, thread: Thread, on_file: Callable[[int, int], None]) -> Fate:
    """Look for a closed request in the records: the board tells of the newest ones only."""
    key = request_key(submission.user_id, submission.id)
    store, since = open_store(where), _first_month(submission, thread)
    grade = lookup.newest_grade(lookup.find(store, GradeRecord, key, since=since, on_file=on_file))
    if grade is not None:
        return Fate(state="graded", record=grade.id, points=grade.points, max_points=grade.max_points)
    quizzes = lookup.find(store, QuizRecord, key, since=since, on_file=on_file)
    if quizzes:
        quiz = quizzes[-1]
        return Fate(state="graded", record=quiz.id, points=quiz.right, max_points=quiz.total)
    failures = lookup.find(store, FailureRecord, key, since=since, on_file=on_file)
    return Fate(state="failed", reason=failures[-1].reason) if failures else Fate()


def _first_month(submission: Submission, thread: Thread) -> str:
    """Return the first month in which a record may be filed: by the course's clock, which no other one follows."""
    try:
        earliest = datetime.fromisoformat(min(submission.at, thread.received_at)) - CLOCKS_DIFFER
    except (ValueError, OverflowError):
        return ""
    return f"{earliest:%Y-%m}"


def _runs(thread: Thread) -> bool:
    """Return whether the last that was said under a request is that its grading has begun."""
    return bool(thread.comments) and thread.comments[-1].text.startswith(RUNNING)


def _note(thread: Thread | None) -> str:
    """Return who said what last under a request, its first line: on the Hub anybody may have said it."""
    if thread is None or not thread.comments:
        return ""
    newest: Comment = thread.comments[-1]
    lines = [
        line.replace("**", "").strip("#* \t")
        for line in newest.text.splitlines()
        if not line.lstrip().startswith("<!--")
    ]
    first = next((line for line in lines if line), "")[:300]
    return f"{newest.author}: {first}" if newest.author and first else first
