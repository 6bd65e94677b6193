"""Everything that can stop the leaderboard, each class with the sentence that it says.

SmolGradeError
└── LeaderboardError   the root here (exit 3)
    ├── RecordError        a record, request or file of the store is malformed
    ├── RequestRefused     a learner's request may not be graded; `reason` is one of `schema.REFUSALS`
    ├── SealError          a sealed package cannot be opened
    │   └── NotAKey            a key to seal or open with is none
    ├── ExtraNeeded        a library of an extra is not installed
    ├── SubmitRefused      what a learner wants to submit cannot be sent (exit 1)
    │   ├── TooLarge           the package is larger than a request may be
    │   ├── NothingToSubmit    no exercise of the unit was begun
    │   ├── FileUnfit          a file cannot be packed
    │   ├── SecretInFile       a file holds what looks like a token, a key or a password
    │   └── Closed             the board takes no submission of this unit now
    ├── StoreError         the store did not do what it was asked
    │   ├── Conflict           somebody else committed first; read again
    │   ├── Uncertain          it may have happened: read back before a retry
    │   ├── Unreachable        it did not happen; the network or the server was not there
    │   ├── RateLimited        it did not happen; `seconds` says when to come back
    │   ├── Denied             no token, or not this one's right
    │   └── NoStore            there is no board where it was looked for
    ├── JudgeTrouble       official grading is not possible, and it is our side's fault
    │   ├── TroubleThere       the judge says why, in the words of one of its own errors
    │   └── JudgeDied          the judge's process ended or went silent
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

    def __init__(self, unit: str) -> None:
        super().__init__(unit=unit)


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


class Closed(SubmitRefused):
    """The board takes no submission of this unit now: `why` is `deadline` (since `moment`) or `attempts`."""

    def __init__(self, why: str, **fields: object) -> None:
        super().__init__(**fields)
        self.key = f"submit.closed_{why}"
        self.hint = f"submit.closed_{why}.hint"


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


class Denied(StoreError):
    """No token, or a token that may not do this."""

    key = "board_error.denied"
    hint = "board_error.denied.hint"


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
