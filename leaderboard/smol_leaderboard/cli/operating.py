"""`smol-leaderboard init`, `grade`: the course team's work on one board, and what its other commands share."""

from __future__ import annotations

import contextlib
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from smol_grade.cli import output
from smol_grade.cli.progress import changing_line
from smol_grade.messages import say
from smol_grade.records import Language, Sentence

from ..errors import JudgeTrouble, LeaderboardError, OperatorError, StoreError
from ..judge.grading import moment
from ..office import Office, ensure_board_or_empty, ensure_outside, office
from ..store import hub_id

if TYPE_CHECKING:
    from ..board.documents import Waiting as Open
    from ..board.rebuild import Rebuilt
    from ..budget import Bucket
    from ..judge.client import Judge
    from ..ledger import Ledger
    from ..outbox import Outbox
    from ..publish import Published, Waiting
    from ..queue import Event, Queue, Tally
    from ..schema import BoardSettings
    from ..store import Store

FAILED = 3
BOARD_S = 300.0
"""Seconds that a rebuild waits for the store; answers wait for it."""
EVERY = re.compile(r"(?P<number>\d{1,5})(?P<unit>[smh]?)")
SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}


class Place(NamedTuple):
    """Which board, and where the operator's own files are."""

    board: str
    """Folder or Hub id; empty: the one that course.toml names."""
    home: str = ""
    suites: str = ""
    """Folder of private suites."""


class Work(NamedTuple):
    """An open board."""

    where: str
    store: Store
    settings: BoardSettings
    office: Office
    language: Language

    def outbox(self) -> Outbox:
        """What is to be published."""
        from ..outbox import Outbox

        return Outbox(self.office.outbox)

    def ledger(self) -> Ledger:
        """Return the records as they are now."""
        from ..ledger import Ledger

        made = Ledger(self.store)
        made.refresh()
        return made

    def publish(self, outbox: Outbox) -> Published:
        """Publish what waits, and make the board anew."""
        from ..publish import publish

        done = publish(self.store, outbox, bucket=self.bucket(), waiting=self.patience())
        self.rebuild()
        return done

    def rebuild(self, waiting: Sequence[Open] = ()) -> Rebuilt:
        """Make the board anew. It waits less long than a publish: the next one makes up for it."""
        from ..board.rebuild import rebuild

        patience = self.patience(BOARD_S)
        return rebuild(self.store, self.office.board_state, waiting=waiting, bucket=self.bucket(), patience=patience)

    def bucket(self) -> Bucket | None:
        """What counts commits, on the Hub; a folder takes any number."""
        from ..budget import Bucket

        return Bucket(self.office.commits) if hub_id(self.where) else None

    def patience(self, seconds: float = 0.0) -> Waiting:
        """How long to wait for the store; who waits is told."""
        from ..publish import PATIENCE_S, Waiting

        return Waiting(patience_s=seconds or PATIENCE_S, told=lambda sentence: tell(sentence, self.language))


def tell(sentence: Sentence, language: Language) -> None:
    """Tell the operator a sentence."""
    output.note(say(language, sentence.key, **sentence.fields))


def where_of(board: str) -> str:
    """Return which board is meant: the one named, else the course's own."""
    if board:
        return board
    from smol_grade.course import load_course
    from smol_grade.locate import course_files

    named = load_course(course_files()).board.repo
    if not named:
        raise OperatorError("course.toml names no board; name one with --board FOLDER or --board USER/DATASET")
    return named


def whereabouts(place: Place, *, name: bool) -> str:
    """Return the operator's folder for a board, whether it is there yet or not; or the board itself."""
    where = where_of(place.board)
    return where if name else str(office(where, place.home).folder)


@contextlib.contextmanager
def opened(place: Place, language: Language) -> Iterator[Work]:
    """Open a board to change it; one program at a time."""
    from ..board.rebuild import read_settings
    from ..store import open_store

    where = where_of(place.board)
    keep_to_ourselves()
    output.note(say(language, "official.board", board=where))
    store = open_store(where)
    desk = office(where, place.home)
    ensure_outside(desk.keys, where)
    with desk.alone():
        yield Work(where, store, read_settings(store), desk, language)


def judge_of(work: Work, place: Place, *, practice: bool = False, reveals: bool = False) -> Judge:
    """Return a judge for a board; `practice` only for a board that says so of itself."""
    from ..judge.client import Judge

    ensure_allowed(work, place, practice=practice)
    desk = work.office
    return Judge(
        desk.keys,
        suites=place.suites,
        quizzes=desk.quizzes,
        allow_practice=practice,
        reveals=reveals,
        room=desk.room,
    )


def ensure_allowed(work: Work, place: Place, *, practice: bool) -> None:
    """Raise `OperatorError` for private suites that are none, and for grading in practice on a board that counts."""
    from ..private_suites import ensure_suites

    ensure_suites(place.suites)
    if practice and not work.settings.practice:
        raise OperatorError(
            "this board counts for certificates: it is graded on a machine of tier 1, without --practice"
        )


def keep_to_ourselves() -> None:
    """Hide this process's memory and environment, where the token is, from others of its user: also from its judge."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE


def grade(place: Place, language: Language, *, every: str, practice: bool) -> int:
    """Go over the open requests, once or again and again; return the exit code."""
    pause = seconds_of(every) if every else 0
    with opened(place, language) as work, judge_of(work, place, practice=practice) as judge:
        _warn_of_what_is_missing(work, language)
        _warn_of_other_rules(work, language)
        output.note(say(language, "official.judge_starts"))
        ready = judge.ready
        versions = ", ".join(sorted({version.partition("+")[0] for version in ready.suites.values()}))
        output.note(say(language, "official.judge_ready", version=versions, tier=ready.tier))
        queue = _queue(work, judge)  # one for all passes: it remembers the records that it has read
        while True:
            code = _pass(queue, language)
            if not pause:
                return code
            output.note(say(language, "official.next", seconds=pause))
            time.sleep(pause)


def _warn_of_what_is_missing(work: Work, language: Language) -> None:
    """Say which units this machine cannot grade, before their requests stay queued one by one."""
    from smol_grade.course import load_course, missing_modules
    from smol_grade.locate import course_files

    for unit in load_course(course_files()).units:
        lacking = sorted({module for exercise in unit.exercises for module in missing_modules(exercise)})
        if lacking and unit.slug in work.settings.units:
            modules = ", ".join(lacking)
            output.note(say(language, "official.cannot_grade", unit=unit.alias, modules=modules))


def _warn_of_other_rules(work: Work, language: Language) -> None:
    """Say when the board's rules for certificates are not those of the installed course."""
    from ..founding import installed_rules
    from ..rule_book import NoRules, read_rules

    try:
        same = read_rules(work.store) == installed_rules(practice=work.settings.practice)
    except NoRules:
        same = False
    except LeaderboardError as error:  # grading asks for none of it, so it goes on
        output.note(say(language, error.key, **error.fields))
        return
    if not same:
        output.note(say(language, "official.other_rules", board=work.where))


def _queue(work: Work, judge: Judge) -> Queue:
    from ..queue import Queue
    from ..store import open_inbox

    queue = Queue(
        work.store,
        open_inbox(work.where),
        judge,
        work.settings,
        work.outbox(),
        bucket=work.bucket(),
        waiting=work.patience(),
        rebuild=lambda: work.rebuild(queue.open_requests()),
        clock=moment,
    )
    return queue


def _pass(queue: Queue, language: Language) -> int:
    """Go over the open requests once. What is refused now is told, and left to the next pass."""
    with changing_line() as show:
        queue.tell = _teller(language, show)
        try:
            tally = queue.run()
        except (StoreError, JudgeTrouble) as error:
            output.note(say(language, "official.pass_failed", problem=say(language, error.key, **error.fields)))
            return FAILED
    return _summary(tally, language)


def _summary(tally: Tally, language: Language) -> int:
    fields = {"graded": tally.graded, "refused": tally.refused, "made_up": tally.made_up}
    output.write(say(language, "official.summary", **fields))
    if tally.unanswered:
        output.note(say(language, "official.unanswered", count=tally.unanswered))
    for trouble in tally.troubles:
        output.note(say(language, "official.still_queued", problem=visible(trouble)))
    return FAILED if tally.troubles or tally.unanswered else 0


def _teller(language: Language, show: Callable[[str], None]) -> Callable[[Event], None]:
    def told(event: Event) -> None:
        output.stop_if_told()
        fields = {**event._asdict(), "author": visible(event.author), "reason": visible(event.reason)}
        if event.kind in ("grading", "check"):
            sentence = say(language, "official.event_grading", **fields).rstrip()
            show(sentence)
            if event.kind == "grading" and not (sys.stderr and sys.stderr.isatty()):
                output.note(sentence)
        elif event.kind == "publishing":
            show(say(language, "official.event_publishing"))
        elif event.kind in EVENTS:
            output.note(say(language, EVENTS[event.kind], **fields))

    return told


EVENTS = {
    "graded": "official.event_graded",
    "refused": "official.event_refused",
    "trouble": "official.event_trouble",
    "unanswered": "official.event_unanswered",
    "published": "official.event_published",
}


def visible(text: str) -> str:
    """Return a stranger's text as it can be shown on a terminal."""
    from smol_grade.report.visible import visible_text

    return visible_text(text)


def seconds_of(every: str) -> int:
    """Read `30s`, `5m`, `1h` or seconds; raise `OperatorError` for anything else, and for less than ten seconds."""
    found = EVERY.fullmatch(every.strip().lower())
    seconds = int(found["number"]) * SECONDS[found["unit"]] if found else 0
    if seconds < 10:
        raise OperatorError(f"--every takes a time such as 5m, 30s or 1h, at least 10s, not {every!r}")
    return seconds


def init(place: Place, language: Language, title: str, *, practice: bool) -> int:
    """Make a board and its keys, or bring its settings up to date with course.toml; return the exit code."""
    from smol_grade.files import write_atomically

    from .. import keys, layout
    from ..founding import installed_rules, settings_of
    from ..publish import commit_derived
    from ..rule_book import rule_files
    from ..schema import canonical
    from ..store import open_store
    from ..store.durable import read_or_none
    from ..submitting import read_settings

    where = where_of(place.board)
    desk = office(where, place.home)
    ensure_outside(desk.keys, where)
    ensure_board_or_empty(where, desk)
    keep_to_ourselves()
    store = open_store(where, create=True)
    with desk.alone():
        content = store.read(layout.SETTINGS) or read_or_none(desk.settings)
        before = read_settings(content, where) if content is not None else None
        if before is not None and not desk.keys.exists():
            raise OperatorError(f"{where} has a key already, and {desk.keys} is not there; bring the file here first")
        secrets = keys.load(desk.keys) if desk.keys.exists() else keys.create(desk.keys)
        settings = settings_of(secrets.public_key, before, title, practice=practice, where=where)
        files = {layout.SETTINGS: canonical(settings), **rule_files(installed_rules(practice=settings.practice))}
        commit_derived(store, lambda _: files, "Settings and rules of the board")
        write_atomically(desk.settings, canonical(settings).decode())
        Work(where, store, settings, desk, language).rebuild()
    key = "official.init_updated" if before is not None else "official.init_done"
    fields = {"board": where, "keys": desk.keys, "public_key": secrets.public_key, "units": ", ".join(settings.units)}
    output.write_wrapped(say(language, key, **fields))
    return 0
