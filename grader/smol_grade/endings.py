"""How a call can fail: what a worker's error or its end means for the check.

Two kinds of failure leave a submission. `SubmissionError` is an ordinary exception (the function raised, or returned
something that is not data): Hypothesis may look for a smaller input that does the same. `CheckEnded` derives from
`BaseException`, so nothing between here and our plugin catches, shrinks or replays it: a time-out, a crash, a broken
protocol. (A looping function would otherwise meet its deadline once for every attempt at shrinking.)
"""

from __future__ import annotations

import signal
from typing import Any

from .course import Limits
from .records import Outcome, Reason, Sentence
from .sandbox import SessionEnded


class SubmissionError(Exception):
    """The learner's function raised, or returned an object that is not plain data (`type` is then `Unsupported`)."""

    def __init__(
        self,
        type_name: str,
        message: str,
        line: int = 0,
        path: str = "",
        found: str = "",
        kinds: tuple[str, ...] = (),
    ) -> None:
        super().__init__(f"{type_name}: {message}")
        self.type = type_name
        self.kinds = kinds
        """The built-in exceptions that it is one of, e.g. `UnicodeDecodeError`, `ValueError`, `Exception`."""
        self.message = message
        self.line = line
        self.path = path
        self.found = found

    @property
    def unsupported(self) -> bool:
        """True when the function returned an object that is not plain data."""
        return self.type == "Unsupported"


class CheckEnded(BaseException):
    """The check is over, with this outcome. Not an `Exception` on purpose: see the module's docstring."""

    def __init__(
        self, outcome: Outcome, reason: Reason, message: Sentence, line: int = 0, *, load: bool = False
    ) -> None:
        super().__init__(f"{outcome}: {reason}")
        self.outcome = outcome
        self.reason = reason
        self.message = message
        self.line = line
        self.load = load
        """True when the file itself cannot be used, which decides every check of the exercise."""


def explain_end(ended: SessionEnded, limits: Limits, seconds: float, *, load: bool) -> CheckEnded:
    """Return what the end of a session means for the check."""
    when = "load" if load else "call"
    fields: dict[str, str | int] = {"seconds": f"{seconds:g}", "detail": ended.detail[:200]}
    outcome = Outcome.TIMED_OUT if ended.reason is Reason.TIMEOUT else Outcome.ERRORED
    key = f"problem.{ended.reason}"
    if ended.reason is Reason.TIMEOUT:
        key = f"problem.timeout_{when}"
    elif ended.reason is Reason.OUTPUT_FLOOD:
        fields["megabytes"] = limits.output_mb
    elif ended.reason is Reason.MEMORY:
        fields["megabytes"] = limits.memory_mb
    elif ended.reason is Reason.CRASHED:
        key, fields = _explain_crash(ended.status)
    return CheckEnded(outcome, ended.reason, Sentence(key=key, fields=fields), load=load)


def _explain_crash(status: int | None) -> tuple[str, dict[str, str | int]]:
    """Return the sentence for a worker that is gone; `status` is a wait status."""
    killed_by = (status or 0) & 0x7F
    if killed_by == signal.SIGKILL.value:  # we end a worker that closed its channel
        return "problem.channel_closed", {}
    if killed_by:
        try:
            name = signal.Signals(killed_by).name
        except ValueError:
            name = str(killed_by)
        return "problem.crashed_signal", {"signal": name}
    return "problem.crashed_exit", {"status": ((status or 0) >> 8) & 0xFF}


def read_error(err: Any) -> SubmissionError:
    """Return the error that a reply claims; the claim is text under the learner's control, and is treated as such."""
    if not isinstance(err, dict) or not isinstance(err.get("type"), str) or not isinstance(err.get("message"), str):
        raise broken_reply()
    line = err.get("line")
    path, found = err.get("path", ""), err.get("found", "")
    kinds = err.get("kinds", [])
    if type(line) is not int or not isinstance(path, str) or not isinstance(found, str) or not isinstance(kinds, list):
        raise broken_reply()
    known = tuple(kind for kind in kinds[:20] if isinstance(kind, str))
    return SubmissionError(err["type"][:80], err["message"][:2000], max(line, 0), path[:200], found[:80], known)


def broken_reply() -> CheckEnded:
    """Return the end of a check whose worker's reply is malformed."""
    return CheckEnded(Outcome.ERRORED, Reason.BAD_FRAME, Sentence(key="problem.bad_frame", fields={"detail": "reply"}))
