"""The judge's main loop: reads questions, answers them, ends with its input."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from smol_grade import __version__
from smol_grade.course import Unit
from smol_grade.errors import SmolGradeError, SuiteError
from smol_grade.files import write_atomically
from smol_grade.locate import CourseFiles
from smol_grade.quiz.bank import Bank
from smol_grade.quiz.paper import published
from smol_grade.records import Step

from .. import keys, suites
from ..errors import JudgeTrouble, RequestRefused
from ..quizzes import read_banks
from ..schema import QuizRecord
from . import messages
from .describe import describe
from .grading import Bench

if TYPE_CHECKING:
    from smol_grade.grade import Engine

    from ..evaluate.job import Doing

PATIENCE_S = 120.0
"""Beyond the longest check: starting a sandbox, importing libraries on a busy machine."""

TROUBLE = "trouble.txt"
"""Beside the keys: what a private suite said when it broke the last time."""
WHICH = re.compile(r"\w{1,64}(/[\w.]{1,80})?", re.ASCII)
"""How what is wrong with a suite begins: the exercise or file, and the check."""


def run(config_json: str) -> None:
    """Serve until the other side closes. What libraries print goes nowhere: the pipes are ours alone."""
    config = msgspec.json.decode(config_json, type=messages.Config)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nowhere, descriptor)
    for descriptor in (config.questions, config.answers):
        os.set_inheritable(descriptor, False)
    with (
        contextlib.suppress(BrokenPipeError),
        open(config.questions, "rb") as questions,
        open(config.answers, "wb") as answers,
    ):
        _serve(config, questions, answers)


def leave_the_network() -> None:
    """Let this process, and all that it starts, open no socket to other machines; where the kernel cannot, do nothing.

    Whoever got hold of the judge would have the keys, and no way to send them anywhere.
    """
    if sys.platform != "linux":
        return
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError):  # libseccomp is not there
        return
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for family in (socket.AF_INET, socket.AF_INET6):
        rules.add_rule(pyseccomp.ERRNO(errno.EACCES), "socket", pyseccomp.Arg(0, pyseccomp.EQ, int(family)))
    with contextlib.suppress(OSError):
        rules.load()


def _serve(config: messages.Config, questions: BinaryIO, answers: BinaryIO) -> None:
    try:
        secrets = keys.load(Path(config.keys))
        files = suites.suite_files(config.suites, Path.home())  # its own: it goes with the judge
        from smol_grade.grade import OFFICIAL_TIER, Engine, ensure_tier

        with Engine(files, config.isolation) as engine:
            if not config.allow_practice and not config.reveals:
                ensure_tier(engine.measured, OFFICIAL_TIER)
            _ = engine.measured  # its canaries need a server to try to reach
            leave_the_network()
            banks = read_banks(Path(config.quizzes), engine.course) if config.quizzes else {}
            Desk(config, engine, secrets, banks, answers).serve(questions)
    except SmolGradeError as error:
        answers.write(messages.line(trouble(error)))


class Desk:
    """Answers one question after the other."""

    def __init__(
        self,
        config: messages.Config,
        engine: Engine,
        secrets: keys.Keys,
        banks: dict[str, Bank],
        answers: BinaryIO,
    ) -> None:
        self._reveals = config.reveals
        self._isolation = config.isolation
        self._private = bool(config.suites)
        self._trouble = Path(config.keys).with_name(TROUBLE)
        self._engine = engine
        self._keys = secrets
        self._banks = banks
        self._bench = Bench(engine, secrets, banks, allow_practice=config.allow_practice)
        self._answers = answers

    def serve(self, questions: BinaryIO) -> None:
        """Say what can be done here, then answer until the input ends."""
        self._say(self._ready())
        while line := questions.readline(messages.LARGEST_LINE):
            self._say(self._answer(msgspec.json.decode(line, type=messages.AnyQuestion)))

    def _say(self, answer: messages.Answer) -> None:
        self._answers.write(messages.line(answer))
        self._answers.flush()

    def _ready(self) -> messages.Ready:
        course, measured = self._engine.course, self._engine.measured
        limits = [exercise.limits for unit in course.units for exercise in unit.exercises]
        versions = {unit.slug: _version(self._engine.files, unit) for unit in course.units}
        return messages.Ready(
            public_key=self._keys.public_key,
            smol_grade=__version__,
            tier=measured.tier,
            leaks=measured.leaks,
            suites={slug: version for slug, version in versions.items() if version},
            exercises={
                unit.slug: suites.exercise_suites(self._engine.files, unit)
                for unit in course.units
                if versions[unit.slug]
            },
            full_marks={unit.slug: unit.full_marks for unit in course.units},
            aliases={unit.alias: unit.slug for unit in course.units},
            project=course.find(course.project.unit)[0].slug if course.project is not None else "",
            quizzes={slug: published(bank).sha256 for slug, bank in self._banks.items()},
            quiz_percent=course.certificates.quiz_percent,
            silence=PATIENCE_S + max((one.load_s + one.check_s for one in limits), default=0.0),
        )

    def _answer(self, question: messages.AnyQuestion) -> messages.Answer:
        try:
            match question:
                case messages.SubjectOf():
                    return messages.SubjectIs(subject=self._keys.subject(question.user_id))
                case messages.Job():
                    done = self._bench.grade(question, self._hear)
                    if isinstance(done, QuizRecord):
                        return messages.Marked(record=done)
                    return messages.Graded(record=done)
                case messages.Handed() | messages.Reference():
                    return messages.Graded(record=self._bench.in_clear(question, self._hear))
                case messages.Describe():
                    unit = self._bench.unit(question.record.unit)
                    return messages.Described(text=describe(question.record, self._engine.files, unit))
                case messages.Assess():
                    return self._assessed(question)
                case messages.Secrets() if self._reveals:
                    return messages.Revealed(seeds=self._bench.secrets(question.grades))
            return trouble(JudgeTrouble("this judge was not started to reveal seeds"))
        except RequestRefused as refused:
            return messages.NotGraded(reason=refused.reason, fields=refused.fields)
        except SmolGradeError as error:
            return trouble(self._sayable(error))

    def _sayable(self, error: SmolGradeError) -> SmolGradeError:
        """Return what may be said of an error: of a private suite that breaks, only which.

        The operator's log may be public. What the suite said holds values of its own, or an input that a learner's
        answer repeated: that goes into a file.
        """
        if not self._private or not isinstance(error, SuiteError):
            return error
        problem = str(error.fields["problem"])
        where = WHICH.match(problem)
        told = f"the private suite {where[0] if where else ''} is broken, nothing was graded"
        try:
            write_atomically(self._trouble, problem + "\n", keys.PRIVATE)
        except OSError as failed:
            return JudgeTrouble(f"{told}; what it says could not be kept in {self._trouble}: {failed.strerror}")
        return JudgeTrouble(f"{told}; what it says is in {self._trouble} on this machine")

    def _assessed(self, question: messages.Assess) -> messages.Answer:
        from ..measuring_errors import ModelRejected
        from .assessing import assess

        engine, keys = self._engine, self._keys

        def hear(doing: Doing) -> None:
            self._say(messages.Assessing(task=doing.task, done=doing.done, total=doing.total))

        try:
            done = assess(
                question.job,
                keys,
                engine.course.models,
                tier=engine.measured.tier,
                isolation=self._isolation,
                hear=hear,
            )
        except ModelRejected as rejected:
            found = (
                messages.Noticed(code=one.code, fields={name: str(text) for name, text in one.sentence.fields.items()})
                for one in rejected.findings
            )
            return messages.Unfit(findings=tuple(found))
        named = {"samples": done.samples, "reports": done.reports}
        return messages.Assessed(record=done.record, cached=done.cached, **named)

    def _hear(self, step: Step) -> None:
        self._say(messages.Begun(exercise=step.exercise, check=step.check, number=step.number, total=step.total))


def trouble(error: SmolGradeError) -> messages.Trouble:
    """Return what is wrong on our side as a message."""
    return messages.Trouble(key=error.key, hint=error.hint, fields=error.fields)


def _version(files: CourseFiles, unit: Unit) -> str:
    try:
        return suites.suite_version(files, unit)
    except SuiteError:
        return ""
