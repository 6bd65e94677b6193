"""`smol-leaderboard regrade`: grade again into a draft, report what changes and why, and publish what was looked at."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smol_grade.cli import output
from smol_grade.cli.progress import changing_line
from smol_grade.messages import say
from smol_grade.records import Language

from ..errors import JudgeTrouble, OperatorError, StoreError
from .batching import Machines, engine_of
from .operating import FAILED, Place, Work, ensure_allowed, opened, visible

if TYPE_CHECKING:
    from ..batch.engine import Engine
    from ..ledger import Ledger
    from ..outbox import Outbox
    from ..regrading.again import Left, Regraded
    from ..regrading.choosing import Choice, Today, Wanted
    from ..regrading.draft import Draft, Drafted


class Asked(NamedTuple):
    """The command line."""

    wanted: Wanted
    dry_run: bool = False
    publish: bool = False
    discard: bool = False
    report: Path | None = None
    machines: Machines = Machines(workers=1)


class Desk(NamedTuple):
    """What the steps of a regrading share."""

    work: Work
    engine: Engine
    today: Today
    outbox: Outbox
    ledger: Ledger
    draft: Draft
    place: Place
    practice: bool
    language: Language

    @property
    def command(self) -> str:
        """What publishes the draft, to be typed as it is."""
        words = ["smol-leaderboard", "regrade", "--publish", "--board", self.work.where]
        words += ["--suites", self.place.suites] if self.place.suites else []
        words += ["--home", self.place.home] if self.place.home else []
        return shlex.join([*words, "--practice"] if self.practice else words)

    def say(self, name: str, **fields: object) -> str:
        """Return a sentence of this command."""
        return say(self.language, f"regrade.{name}", **fields)

    def note(self, name: str, **fields: object) -> None:
        """Tell the operator a sentence of this command."""
        output.note(self.say(name, **fields))


def ensure_meant(asked: Asked) -> None:
    """Raise `OperatorError` for what makes no sense together, and for a report that could not be written."""
    from ..regrading.forms import form_of

    if asked.discard and (asked.wanted or asked.publish or asked.dry_run):
        raise OperatorError("--discard drops the draft and does nothing else; give it alone")
    if asked.dry_run and asked.publish:
        raise OperatorError("--dry-run and --publish exclude each other")
    if asked.wanted.again and not asked.wanted:
        raise OperatorError("say what --again is about: an id, --unit, --exercise, --suite-version or --where")
    if asked.report is not None:
        form_of(asked.report)
        output.check_target(asked.report, [])


def regrade(place: Place, language: Language, asked: Asked, *, practice: bool) -> int:
    """Grade again, report, and publish or keep the draft; return the exit code."""
    from ..judging import rules_of
    from ..regrading.choosing import choose, spelled, today_of
    from ..regrading.draft import Draft

    with opened(place, language) as work:
        draft = Draft(work.office.draft)
        if asked.discard:
            return _discarded(draft, language)
        selection = draft.selection()
        if not asked.wanted and selection is None:
            raise OperatorError(
                "say what: an id, --unit, --exercise, --suite-version or --where; there is no draft to go on with"
            )
        if not asked.wanted and selection is not None:  # its suites, too: others would have to grade all of it anew
            place = place._replace(suites=place.suites or selection.suites)
        ensure_allowed(work, place, practice=practice)
        desk = work.office
        with engine_of(asked.machines, desk.keys, place.suites, desk.rooms, practice=practice) as engine:
            output.note(say(language, "official.judge_starts"))
            ready = engine.ready()
            rules = rules_of(ready, work.settings, quizzes=False)
            today = today_of(ready)
            outbox = work.outbox()
            if not asked.dry_run:
                work.publish(outbox)
            here = Desk(work, engine, today, outbox, work.ledger(), draft, place, practice, language)
            wanted = _wanted(here, spelled(asked.wanted, rules, today))
            choice = choose(here.ledger, rules, today, wanted)
            if asked.dry_run:
                output.write(_listed(here, choice))
                return 0
            return _graded(here, choice, wanted, asked)


def _discarded(draft: Draft, language: Language) -> int:
    there = len(draft.results())
    draft.discard()
    output.note(say(language, "regrade.discarded" if there else "regrade.no_draft", count=there))
    return 0


def _wanted(desk: Desk, wanted: Wanted) -> Wanted:
    """Return what is wanted: without a selection, what the draft is of. One draft at a time, of one selection."""
    from ..regrading.draft import is_published

    selection = desk.draft.selection()
    if selection is None or selection.wanted == wanted:
        return wanted
    if not wanted:
        return selection.wanted
    open_ = [one for one in desk.draft.results().values() if not is_published(one, desk.ledger)]
    if open_:
        raise OperatorError(
            f"a draft of {len(open_)} results of another selection waits ({_described(selection.wanted)}): look at it "
            "with regrade alone, then --publish or --discard it"
        )
    return wanted


def _described(wanted: Wanted) -> str:
    """Return a selection as one would type it."""
    parts = [wanted.one]
    parts += [f"--unit {wanted.unit}"] if wanted.unit and not wanted.exercise else []
    parts += [f"--exercise {wanted.exercise}"] if wanted.exercise else []
    parts += [f"--suite-version {wanted.suite_version}"] if wanted.suite_version else []
    parts += [f"--where {wanted.where!r}"] if wanted.where else []
    parts += ["--again"] if wanted.again else []
    return " ".join(part for part in parts if part)


def _listed(desk: Desk, choice: Choice) -> str:
    """Return what would be graded, a line each: the request, its unit and attempt, its points, and why."""
    from ..regrading.telling import SHORT, marks

    lines = []
    for one in choice.chosen:
        request = one.request
        why = ", ".join(one.exercises) or desk.say("set_aside" if one.before is None else "asked_again")
        attempt = desk.say("attempt", number=request.attempt)
        lines.append(f"{request.request[:SHORT]}  {request.unit}, {attempt}  {marks(one.before)}  {visible(why)}")
    return "\n".join([*lines, desk.say("would_grade", count=len(choice.chosen), same=choice.same)])


def _graded(desk: Desk, choice: Choice, wanted: Wanted, asked: Asked) -> int:
    from ..regrading.again import left
    from ..regrading.draft import Selection, is_published, seen_hash

    draft, selection = desk.draft, desk.draft.selection()
    suites = desk.place.suites and str(Path(desk.place.suites).resolve())
    if selection is None or selection.wanted != wanted:
        draft.begin(Selection(wanted=wanted, suites=suites))
        selection = None
    elif selection.suites != suites:
        draft.settle(Selection(wanted=wanted, suites=suites))
    published = [request for request, one in draft.results().items() if is_published(one, desk.ledger)]
    standing = left(draft, choice.chosen, desk.ledger, desk.today, published)
    if standing.stale:
        desk.note("dropped", count=len(standing.stale))
        draft.drop(standing.stale)
    if not standing.there and not standing.todo:
        draft.discard()
        output.write(desk.say("nothing"))
        if choice.same:
            desk.note("nothing_hint", count=choice.same)
        return 0
    if standing.there:
        desk.note("goes_on", there=len(standing.there), count=len(standing.there) + len(standing.todo))
    done = _grade(desk, choice, standing)
    ready = [one for request, one in draft.results().items() if request not in published]
    failed = sum(one.after is None for one in done)
    _report(desk, done, asked.report)
    seen = selection is not None and selection.shown == seen_hash(ready)
    draft.show(ready)
    if not any(one.record for one in ready):
        draft.discard()
        desk.note("nothing_to_publish")
    elif _is_agreed(desk, asked, seen=seen):
        _publish(desk, ready)
    return FAILED if failed else 0


def _grade(desk: Desk, choice: Choice, standing: Left) -> list[Regraded]:
    """Grade what is not in the draft; return all results, in the order of the requests."""
    from ..regrading.again import answers, kept, regraded, tasks

    chosen = {one.request.request: one for one in choice.chosen}
    found = {request: regraded(chosen[request], one) for request, one in standing.there.items()}
    asked = tasks(standing.todo, desk.ledger, desk.work.settings.cohort)
    count = len(found) + len(standing.todo)
    try:
        with changing_line() as show:
            show(desk.say("progress", number=len(found), count=count))
            for one in kept(desk.draft, desk.today, answers(desk.engine, asked)):
                output.stop_if_told()
                found[one.chosen.request.request] = one
                show(desk.say("progress", number=len(found), count=count))
    except (JudgeTrouble, StoreError, KeyboardInterrupt):
        desk.note("stopped", count=len(desk.draft.results()))
        raise
    return [found[request] for request in chosen if request in found]


def _report(desk: Desk, done: Sequence[Regraded], file: Path | None) -> None:
    """Write the report: to the screen, and to a file if one is named."""
    from ..regrading.differing import difference
    from ..regrading.forms import as_text, form_of
    from ..regrading.telling import Sheet

    sheet = Sheet(desk.work.where, [difference(one) for one in done], _names(desk.work), desk.language)
    if file is not None:
        output.save(form_of(file)(sheet), file)
        desk.note("reported", file=file)
    output.write_wrapped(as_text(sheet))


def _names(work: Work) -> dict[str, str]:
    """Return subject -> name, as the board shows them; none where it cannot be read."""
    from ..board.documents import BOARD_JSON
    from ..errors import NewerBoard, RecordError
    from ..view.fetching import read_board

    try:
        board = read_board(work.store.read(BOARD_JSON) or b"", work.where)
    except (NewerBoard, RecordError):
        return {}
    return {row.subject: row.name for row in board.rows}


def _is_agreed(desk: Desk, asked: Asked, *, seen: bool) -> bool:
    """Return whether the draft is to be published now; say what is left to do if not.

    `--publish` with a selection publishes what it grades. Alone it publishes a draft whose report was looked at: what
    came in since, or was graded anew, is shown first.
    """
    if asked.publish and (asked.wanted or seen):
        return True
    if asked.publish:
        desk.note("unseen")
    elif _can_ask() and _answered_yes(desk):
        return True
    desk.note("kept", command=desk.command)
    return False


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()


def _answered_yes(desk: Desk) -> bool:
    import typer

    try:
        return typer.confirm(desk.say("ask"), default=False, err=True)
    except typer.Abort:  # Ctrl-D, or Ctrl-C, which ends the program
        output.stop_if_told()
        return False


def _publish(desk: Desk, ready: Sequence[Drafted]) -> None:
    """Publish the draft: killed anywhere and run again, each result goes out once."""
    records = [one.record for one in ready if one.record is not None]
    for record in records:
        desk.outbox.add(record)
    desk.work.publish(desk.outbox)
    desk.draft.discard()
    output.write(desk.say("published", count=len(records)))
