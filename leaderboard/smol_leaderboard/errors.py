"""Everything that can stop the leaderboard, each class with the sentence that it says.

SmolGradeError
└── LeaderboardError   the root here (exit 3)
    ├── RecordError        a record, request or file of the store is malformed
    ├── RequestRefused     a learner's request may not be graded; `reason` is one of `refusals.REFUSALS`
    ├── SealError          a sealed package cannot be opened
    │   └── NotAKey            a key to seal or open with is none
    ├── ExtraNeeded        a library of an extra is not installed
    ├── SubmitRefused      what a learner wants to submit cannot be sent (exit 1)
    │   ├── TooLarge           the package is larger than a request may be
    │   ├── NothingToSubmit    no exercise of the unit was begun
    │   ├── FileUnfit          a file cannot be packed
    │   ├── SecretInFile       a file holds what looks like a token, a key or a password
    │   ├── OtherUser          a saved submission is somebody else's
    │   └── Closed             the board takes no submission of this unit now
    ├── KeyChanged         the board's key is not the one that was expected
    ├── NewerBoard         the board was written by a later smol-grade
    ├── ReplayError        an official grading cannot be done again
    │   ├── NoSuchRecord       no grade record has this id, or several begin with it
    │   ├── NotRevealed        the secret seed has not been published yet
    │   ├── BrokenCommitment   the published seed is not the one that was committed to
    │   └── OtherSuite         another version graded than the one that is installed
    ├── UnitNotThere       the board has no such unit (exit 2)
    ├── NobodyThere        nobody of that name is on the board (exit 2)
    ├── StoreError         the store did not do what it was asked
    │   ├── Conflict           somebody else committed first; read again
    │   ├── Uncertain          it may have happened: read back before a retry
    │   ├── Unreachable        it did not happen; the network or the server was not there
    │   ├── RateLimited        it did not happen; `seconds` says when to come back
    │   ├── RecordsGone        fewer records than the published board was made of
    │   ├── Denied             no token, or not this one's right
    │   │   ├── NotLoggedIn        no token at all
    │   │   └── NotExchanged       a CI job's id token brought no token; in `store.hub_errors`
    │   ├── NoStore            there is no board where it was looked for
    │   └── (of models)        what the Hub does not give of a model; in `model_errors`
    ├── JudgeTrouble       official grading is not possible, and it is our side's fault
    │   ├── TroubleThere       the judge says why, in the words of one of its own errors
    │   └── JudgeDied          the judge's process ended or went silent
    ├── ModelProcessDied   the sandboxed process that holds a submitted model ended, or was ended
    ├── RoomFailed         a question about submitted files was not answered; `kind` says how
    ├── SiteError          the page cannot be made or shown as it was asked for (exit 2); in `site_errors`
    ├── CeremonyError      a ceremony cannot be made as it was asked for (exit 2); in `ceremony.errors`
    ├── GradesError        grades cannot be written as it was asked for (exit 2); in `grades.errors`
    └── OperatorError      what the course team asked for makes no sense here (exit 2)
"""

from __future__ import annotations

from smol_grade.errors import SmolGradeError
from smol_grade.records import Sentence


class LeaderboardError(SmolGradeError):
    """The root of this package's errors."""

    key = "board_error.internal"


class RecordError(LeaderboardError):
    """A record, a request or a file of the store is malformed; `problem` is for people."""

    key = "board_error.record"

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path=path, problem=problem)


class RequestRefused(LeaderboardError):
    """A learner's request may not be graded."""

    def __init__(self, reason: str, **fields: object) -> None:
        self.reason = reason
        super().__init__(**fields)
        self.key = f"refused.{reason}"


class SealError(LeaderboardError):
    """A sealed package cannot be opened: another key, or damaged bytes."""

    key = "board_error.seal"


class NotAKey(SealError):
    """A key to seal or open with is none."""

    key = "board_error.not_a_key"


class ExtraNeeded(LeaderboardError):
    """A library that belongs to an extra of the distribution is not installed."""

    key = "board_error.extra"
    hint = "board_error.extra.hint"

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(library=library, extra=extra)


class SubmitRefused(LeaderboardError):
    """What a learner wants to submit cannot be sent, or would be refused."""

    exit_code = 1


class TooLarge(SubmitRefused):
    """The package is larger than a request may be. Sizes in bytes."""

    key = "submit.too_large"
    hint = "submit.too_large.hint"

    def __init__(self, size: int, largest: int) -> None:
        super().__init__(kilobytes=-(-size // 1024), largest=largest // 1024)


class NothingToSubmit(SubmitRefused):
    """No exercise of the unit was begun."""

    key = "submit.nothing"
    hint = "submit.nothing.hint"

    def __init__(self, unit: str, notebooks: tuple[str, ...] = ()) -> None:
        super().__init__(unit=unit, notebooks=", ".join(notebooks))
        if notebooks:
            self.hint = "submit.nothing_but_notebooks.hint"


class FileUnfit(SubmitRefused):
    """A file cannot be packed; the sentence is the one that grading would say."""

    hint = "submit.unfit.hint"

    def __init__(self, message: Sentence) -> None:
        super().__init__(**message.fields)
        self.key = message.key


class SecretInFile(SubmitRefused):
    """A file holds what looks like a token, a key or a password. The secret itself is never part of this."""

    key = "submit.secret"
    hint = "submit.secret.hint"

    def __init__(self, file: str, line: int, kind: str, cell: int = 0) -> None:
        super().__init__(file=file, line=line, kind=kind, cell=cell)
        if cell:
            self.key = "submit.secret_in_cell"


class OtherUser(SubmitRefused):
    """A saved submission was made by another user than the one who is logged in now."""

    key = "submit.other_user"
    hint = "submit.other_user.hint"

    def __init__(self, user: str, me: str) -> None:
        super().__init__(user=user, me=me)


class KeyChanged(LeaderboardError):
    """The board's key is not the one that the course's manifest names, or that a package was sealed to."""

    key = "board_error.key_changed"
    hint = "board_error.key_changed.hint"

    def __init__(self, board: str) -> None:
        super().__init__(board=board)


class NewerBoard(LeaderboardError):
    """The board's settings have a form that only a later smol-grade reads."""

    key = "board_error.newer_board"
    hint = "board_error.newer_board.hint"

    def __init__(self, board: str) -> None:
        super().__init__(board=board)


class ReplayError(LeaderboardError):
    """An official grading cannot be done again here."""


class NoSuchRecord(ReplayError):
    """No grade record of the board has this id, or several begin with it."""

    exit_code = 2
    key = "replay.no_record"
    hint = "replay.no_record.hint"

    def __init__(self, record: str, board: str, several: list[str]) -> None:
        super().__init__(record=record[:64], board=board, several=", ".join(several))
        if several:
            self.key, self.hint = "replay.several", "replay.several.hint"


class NotRevealed(ReplayError):
    """The secret seed of a grading is published when its cohort closes, and that has not happened."""

    key = "replay.not_revealed"
    hint = "replay.not_revealed.hint"

    def __init__(self, cohort: str, deadline: str) -> None:
        super().__init__(cohort=cohort, deadline=deadline)
        if deadline:
            self.key = "replay.not_revealed_before"


class BrokenCommitment(ReplayError):
    """The published seed is not the one that the grade record committed to: somebody changed one of them."""

    key = "replay.broken"
    hint = "replay.broken.hint"

    def __init__(self, record: str) -> None:
        super().__init__(record=record)


class OtherSuite(ReplayError):
    """Another version of smol-grade did the grading than the one that is installed."""

    key = "replay.other_suite"
    hint = "replay.other_suite.hint"

    def __init__(self, theirs: str, mine: str) -> None:
        super().__init__(theirs=theirs, mine=mine)


class UnitNotThere(LeaderboardError):
    """The board has no such unit."""

    exit_code = 2
    key = "board_error.unit_not_there"

    def __init__(self, unit: str, units: list[str]) -> None:
        super().__init__(unit=unit, units=", ".join(units))


class NobodyThere(LeaderboardError):
    """Nobody of that name is on the board."""

    exit_code = 2
    key = "board_error.nobody_there"
    hint = "board_error.nobody_there.hint"

    def __init__(self, user: str) -> None:
        super().__init__(user=user[:200])


class Closed(SubmitRefused):
    """The board takes no submission of this unit now: `why` is `release`, `deadline`, `attempts` or `unit`."""

    def __init__(self, why: str, **fields: object) -> None:
        super().__init__(**fields)
        self.key, self.hint = {
            "attempts": ("submit.closed_attempts", "submit.closed_attempts.hint"),
            "release": ("submit.closed_release", "submit.closed_release.hint"),
            "deadline": ("submit.closed_deadline", "submit.closed_deadline.hint"),
            "unit": ("submit.closed_unit", "submit.closed_unit.hint"),
        }[why]


class StoreError(LeaderboardError):
    """The store did not do what it was asked."""

    key = "board_error.store"

    def __init__(self, problem: str = "") -> None:
        super().__init__(problem=problem)


class Conflict(StoreError):
    """The parent commit is not the head any more. Nothing was written."""

    key = "board_error.conflict"


class Uncertain(StoreError):
    """No answer, or one that may hide a commit that happened."""

    key = "board_error.uncertain"


class Unreachable(StoreError):
    """The store could not be reached; nothing was written."""

    key = "board_error.unreachable"
    hint = "board_error.unreachable.hint"


class RateLimited(StoreError):
    """The store asks to wait; nothing was written."""

    key = "board_error.rate_limited"

    def __init__(self, seconds: float, problem: str = "") -> None:
        super().__init__(problem)
        self.seconds = seconds
        self.fields["seconds"] = f"{seconds:.0f}"


class RecordsGone(StoreError):
    """There are fewer records than the published board was made of."""

    key = "board_error.records_gone"
    hint = "board_error.records_gone.hint"

    def __init__(self, before: int, now: int) -> None:
        super().__init__()
        self.fields |= {"before": str(before), "now": str(now)}


class Denied(StoreError):
    """No token, or a token that may not do this."""

    key = "board_error.denied"
    hint = "board_error.denied.hint"


class NotLoggedIn(Denied):
    """Nobody is logged in to the Hub on this machine."""

    key = "board_error.not_logged_in"
    hint = "board_error.not_logged_in.hint"


class NoStore(StoreError):
    """There is no board where it was looked for."""

    key = "board_error.no_store"
    hint = "board_error.no_store.hint"


class OperatorError(LeaderboardError):
    """What the course team asked for makes no sense here; `problem` says why."""

    exit_code = 2
    key = "board_error.operator"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class JudgeTrouble(LeaderboardError):
    """Official grading is not possible, and it is our side's fault: never a learner's result."""

    key = "official.trouble"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class TroubleThere(JudgeTrouble):
    """The judge says why, in the words of one of its own errors."""

    def __init__(self, key: str, hint: str, fields: dict[str, str]) -> None:
        super().__init__(fields.get("problem", key))
        self.key = key
        self.hint = hint
        self.fields = fields


class JudgeDied(JudgeTrouble):
    """The judge's process ended or went silent."""

    key = "official.judge_died"


class ModelProcessDied(LeaderboardError):
    """The sandboxed process that holds a submitted model ended, or was ended; `reason` is a word, `detail` for people.

    The detail may be the model's own words: what of it cannot be printed is left out.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = "".join(letter if letter.isprintable() else " " for letter in detail)[:300]
        super().__init__(reason=reason, detail=self.detail)
        self.key, self.hint = {
            "error": ("model_process.error", "model_process.error.hint"),
            "answer": ("model_process.answer", ""),
            "timeout": ("model_process.timeout", ""),
            "memory": ("model_process.memory", "model_process.memory.hint"),
            "closed": ("model_process.closed", ""),
        }.get(reason, ("model_process.ended", ""))


class RoomFailed(LeaderboardError):
    """A question about submitted files was not answered: `kind` is `timeout`, `memory`, `crashed` or `raised`.

    `detail` is text under the submitter's control.
    """

    key = "board_error.room"

    def __init__(self, part: str, kind: str, detail: str) -> None:
        self.part = part
        self.kind = kind
        self.detail = detail[:300]
        super().__init__(part=part, kind=kind)
