"""The operator's side of the judge: start it, ask it, notice when it dies."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

import msgspec

import smol_grade
from smol_grade.messages import catalogue

from ..errors import JudgeDied, JudgeTrouble, TroubleThere
from ..refusals import REFUSALS
from ..schema import PROTOCOL_VERSION, GradeRecord, QuizRecord, content_hash, record_id
from . import messages
from .messages import AnyAnswer, Begun, Job, Question, Ready

if TYPE_CHECKING:
    from ..evaluate.job import Doing, Evaluated
    from ..evaluate.job import Job as ModelJob

START = Path(__file__).with_name("start.py")
READY_WITHIN_S = 240.0
ANSWER_WITHIN_S = 60.0
"""For questions that run nothing."""
MEASURING_SILENCE_S = 1800.0
"""A large model takes so long to be examined and loaded; while it answers, the judge speaks every few seconds."""
LOG = "judge.log"
ASKED = ("request", "subject", "unit", "attempt", "received_at", "sealed_sha256", "cohort", "supersedes", "model")
"""What a record repeats of the question."""
ASKED_OF_FILES = ("request", "unit", "attempt", "received_at", "sealed_sha256", "cohort", "supersedes", "model")
"""The same of files that the course team has in clear; the judge may make the pseudonym itself."""
ASKED_OF_QUIZ = ("request", "subject", "unit", "attempt", "received_at", "sealed_sha256", "cohort")
PLAIN = re.compile(r"[\w.+/@ -]{0,80}", re.ASCII)
HEX64 = re.compile(r"[0-9a-f]{64}")
MOMENT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
MOST_NAMES = 200
"""Exercises of a record, checks of an exercise, versions of packages."""
KEPT = ("LD_LIBRARY_PATH", "SYSTEMROOT")
A = TypeVar("A", bound=messages.Answer)
Hear = Callable[[Begun], None]


class Judge:
    """A judge's process. Whoever asks after it died gets a new one. Close it."""

    def __init__(
        self,
        keys: Path,
        *,
        suites: str = "",
        quizzes: Path | None = None,
        allow_practice: bool = False,
        reveals: bool = False,
        isolation: str = "",
        silence: float = 0.0,
        room: Path | None = None,
    ) -> None:
        """Prepare; the process starts with the first question.

        `silence` overrides the judge's own limit (seconds). `room` is a folder for what is being graded, in clear for
        that while: whoever has it alone passes it, and what a killed judge left there is removed.
        """
        self._keys = keys
        self._room = room
        self._suites = suites
        self._quizzes = quizzes
        self._allow_practice = allow_practice
        self._reveals = reveals
        self._isolation = isolation
        self._silence = silence
        self._process: subprocess.Popen[bytes] | None = None
        self._ready: Ready | None = None
        self._stopped = False
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._buffer = b""
        self._questions = self._answers = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Of the process, 0 if none runs."""
        return self._process.pid if self._process else 0

    @property
    def ready(self) -> Ready:
        """What the judge can do; starts one if none runs. Raises `TroubleThere`, `JudgeDied`."""
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._ready is None:
            self._start()
            self._ready = self._expect(Ready, READY_WITHIN_S)
        return self._ready

    def subject(self, user_id: str) -> str:
        """Return how records name a user of the Hub."""
        return self._ask(messages.SubjectOf(user_id=user_id), messages.SubjectIs).subject

    def describe(self, record: GradeRecord) -> str:
        """Return a result as Markdown for its learner."""
        return self._ask(messages.Describe(record=record), messages.Described).text

    def secrets(self, grades: tuple[str, ...]) -> tuple[str, ...]:
        """Return the secret seeds of gradings."""
        return self._ask(messages.Secrets(grades=grades), messages.Revealed).seeds

    def grade(
        self, job: Job | messages.Handed | messages.Reference, hear: Hear = lambda _: None
    ) -> GradeRecord | QuizRecord | messages.NotGraded:
        """Grade a request, or mark its quiz.

        Raises `TroubleThere` for what is ours, `JudgeDied` (the next question starts another).
        """
        silence = self._silence or self.ready.silence
        self._send(job)
        while True:
            answer = self._read(silence)
            if isinstance(answer, Begun):
                hear(answer)
            elif isinstance(answer, messages.Graded):
                return self._checked(answer.record, job)
            elif isinstance(answer, messages.Marked) and isinstance(job, Job):
                return self._checked_quiz(answer.record, job)
            elif isinstance(answer, messages.NotGraded) and answer.reason in REFUSALS:
                return answer
            else:
                self._unexpected(answer)

    def assess(self, job: ModelJob, hear: Callable[[Doing], None] = lambda _: None) -> Evaluated:
        """Have a model measured. Raises `ModelRejected`, `TroubleThere` for what is ours, `JudgeDied`."""
        from ..evaluate.job import Doing, Evaluated
        from ..measuring_errors import ModelRejected
        from ..safety.rules import finding
        from .assessing import is_answer

        self._send(messages.Assess(job=job))
        while True:
            answer = self._read(self._silence or MEASURING_SILENCE_S)
            if isinstance(answer, messages.Assessing):
                hear(Doing(answer.task, answer.done, answer.total))
            elif isinstance(answer, messages.Unfit):
                try:
                    found = [finding(one.code, **one.fields) for one in answer.findings]
                except (KeyError, TypeError, ValueError) as error:
                    raise self._died("found what is no finding") from error
                raise ModelRejected(job.model, found)
            elif isinstance(answer, messages.Assessed):
                done = Evaluated(answer.record, answer.samples, answer.reports, answer.cached)
                if not is_answer(done, job):
                    raise self._died("answered about something else")
                return done
            else:
                self._unexpected(answer)

    def _checked(self, record: GradeRecord, job: Job | messages.Handed | messages.Reference) -> GradeRecord:
        """Return a record that is about what was asked; one about something else is no answer."""
        version = f"{record.suite_version} {PROTOCOL_VERSION}"
        named = record_id("grade", record.request, record.sealed_sha256, version, record.supersedes)
        same = record.id == named and record.content_sha256 == content_hash(record)
        same = same and record.suite_version == self.ready.suites.get(record.unit)
        wanted = self.ready.exercises.get(record.unit, {})
        if isinstance(job, messages.Handed) and job.exercises:
            wanted = {name: digits for name, digits in wanted.items() if name in job.exercises}
        same = same and {one.name: one.suite for one in record.graded} == wanted
        if isinstance(job, Job):
            same = same and all(getattr(record, name) == getattr(job, name) for name in ASKED) and not record.reference
        elif isinstance(job, messages.Handed):
            same = same and all(getattr(record, name) == getattr(job, name) for name in ASKED_OF_FILES)
            same = same and not record.reference and job.subject in ("", record.subject)
        else:
            same = same and (record.reference, record.unit) == (job.name, job.unit)
        if not same:
            raise self._died("answered about something else")
        if not _is_ours(record):
            raise self._died("answered with a text that is none of ours")
        return record

    def _checked_quiz(self, record: QuizRecord, job: Job) -> QuizRecord:
        named = record_id("quiz", record.request, record.sealed_sha256)
        same = record.id == named and record.content_sha256 == content_hash(record) and bool(job.quiz)
        same = same and all(getattr(record, name) == getattr(job, name) for name in ASKED_OF_QUIZ)
        if not same or record.bank_sha256 != job.quiz:
            raise self._died("answered about something else")
        ours = all(PLAIN.fullmatch(text) for text in record.weak) and MOMENT.fullmatch(record.at)
        if not ours or not 0 <= record.right <= record.total <= MOST_NAMES or len(record.weak) > record.total:
            raise self._died("answered with a text that is none of ours")
        return record

    def close(self) -> None:
        """End the process; its sandboxes end with it."""
        process, self._process, self._ready = self._process, None, None
        for descriptor in (self._questions, self._answers):
            if descriptor >= 0:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        self._questions = self._answers = -1
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(3)
            process.kill()
            process.wait()
        if self._home is not None:
            with contextlib.suppress(OSError):
                self._home.cleanup()
            self._home = None

    def stop(self) -> None:
        """End the process from another thread, and start none again: what is asked now or later is `JudgeTrouble`."""
        self._stopped = True
        process = self._process
        if process is not None:
            process.kill()

    def _start(self) -> None:
        self.close()
        if self._stopped:
            raise JudgeTrouble("the judge was told to stop")
        self._buffer = b""
        theirs_in, self._questions = os.pipe()
        self._answers, theirs_out = os.pipe()
        self._home = tempfile.TemporaryDirectory(prefix="smol-leaderboard-judge-", dir=self._cleared())
        config = {
            "path": _import_path(),
            "questions": theirs_in,
            "answers": theirs_out,
            "keys": str(self._keys.absolute()),  # as it is named: it may be a file in memory
            "suites": self._suites and str(Path(self._suites).resolve()),
            "quizzes": str(self._quizzes.resolve()) if self._quizzes is not None and self._quizzes.is_dir() else "",
            "allow_practice": self._allow_practice,
            "reveals": self._reveals,
            "isolation": self._isolation,
            "parent": os.getpid(),
        }
        try:
            with open(Path(self._home.name) / LOG, "wb") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", str(START), json.dumps(config)],
                    env=_environment(self._home.name),
                    cwd="/",
                    pass_fds=[theirs_in, theirs_out],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    start_new_session=True,
                )
        except OSError as error:
            raise JudgeTrouble(f"cannot start {error.filename or 'Python'}: {error.strerror}") from error
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def _cleared(self) -> Path | None:
        if self._room is not None:
            shutil.rmtree(self._room, ignore_errors=True)
            self._room.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._room

    def _ask(self, question: Question, kind: type[A]) -> A:
        _ = self.ready
        self._send(question)
        return self._expect(kind, ANSWER_WITHIN_S)

    def _expect(self, kind: type[A], within: float) -> A:
        answer = self._read(within)
        if not isinstance(answer, kind):
            self._unexpected(answer)
        assert isinstance(answer, kind)
        return answer

    def _unexpected(self, answer: AnyAnswer) -> None:
        if isinstance(answer, messages.Trouble) and {answer.key, answer.hint or answer.key} <= catalogue("en").keys():
            raise TroubleThere(answer.key, answer.hint, answer.fields)
        raise self._died(f"answered {type(answer).__name__} out of turn")

    def _send(self, question: Question) -> None:
        _ = self.ready
        try:
            view = memoryview(messages.line(question))
            while view:
                view = view[os.write(self._questions, view) :]
        except OSError as error:
            raise self._died("has ended") from error

    def _read(self, within: float) -> AnyAnswer:
        until = time.monotonic() + within
        while b"\n" not in self._buffer:
            if len(self._buffer) > messages.LARGEST_LINE:
                raise self._died("said too much at once")
            if not select.select([self._answers], [], [], max(0.0, until - time.monotonic()))[0]:
                raise self._died(f"was silent for {within:.0f} s")
            chunk = os.read(self._answers, 1 << 16)
            if not chunk:
                raise self._died("has ended")
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        try:
            answer: AnyAnswer = msgspec.json.decode(line, type=AnyAnswer)
        except msgspec.MsgspecError as error:
            raise self._died("said something that is no answer") from error
        return answer

    def _died(self, problem: str) -> JudgeDied:
        """End what is left of the process, so that the next question starts another."""
        if self._process is not None:
            self._process.kill()
        last = self._last_words()
        self.close()
        return JudgeDied(f"{problem} ({last})" if last else problem)

    def _last_words(self) -> str:
        """Return the last line that the process wrote to stderr, for the operator alone."""
        if self._home is None:
            return ""
        with contextlib.suppress(OSError):
            content = (Path(self._home.name) / LOG).read_bytes()[-2_000:]
            lines = content.decode("utf-8", "replace").strip().splitlines()
            return lines[-1][:300] if lines else ""
        return ""


def _is_ours(record: GradeRecord) -> bool:
    """Return whether the texts that the judge chose are short names and numbers: records are public."""
    ran, exercises = record.environment, record.graded
    texts = [ran.python, ran.platform, ran.isolation, *ran.versions, *ran.versions.values()]
    texts += [exercise.name for exercise in exercises]
    checks = [check for exercise in exercises for check in exercise.checks]
    texts += [text for check in checks for text in (check.name, check.hint)]
    texts += [check.shape for check in checks if isinstance(check.shape, str)]
    small = len(ran.versions) <= MOST_NAMES and all(len(one.checks) <= MOST_NAMES for one in exercises)
    plain = small and len(exercises) <= MOST_NAMES and all(PLAIN.fullmatch(text) for text in texts)
    return plain and all(fits.fullmatch(text) for fits, text in ((HEX64, record.seed_commitment), (MOMENT, record.at)))


def _environment(home: str) -> dict[str, str]:
    """Return the judge's whole environment: nothing of the operator's but where libraries lie."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": home, **kept}


def _import_path() -> list[str]:
    """Return the folders that the judge imports from: those of our packages, and what is installed for us."""
    ours = [str(Path(file).parents[1]) for file in (smol_grade.__file__, __file__.rpartition(os.sep)[0])]
    return list(dict.fromkeys([*ours, *(entry for entry in sys.path if entry and Path(entry).is_dir())]))


__all__ = ["Judge"]
