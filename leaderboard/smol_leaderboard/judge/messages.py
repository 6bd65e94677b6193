"""What the operator's process and the judge say to each other: one JSON object a line, over two pipes."""

from __future__ import annotations

import msgspec

from ..evaluate.job import Job as ModelJob
from ..schema import EvaluationRecord, GradeRecord, QuizRecord, Struct

LARGEST_LINE = 2_000_000
"""Bytes: a request's largest package is a fifth of it."""


class Question(Struct, frozen=True, kw_only=True, tag_field="ask"):
    """Base of what the judge is asked."""


class SubjectOf(Question, frozen=True, kw_only=True, tag="subject"):
    """How is this user called in records?"""

    user_id: str


class Job(Question, frozen=True, kw_only=True, tag="grade"):
    """Grade this request."""

    request: str
    """Its key in records."""
    request_id: str = ""
    """As its author named it; the package must say the same. Empty in a regrading: it was compared the first time."""
    author: str = ""
    """Name of the author on the Hub; the package must say the same. Empty in a regrading."""
    subject: str
    unit: str
    """Slug."""
    attempt: int
    received_at: str
    sealed: str
    sealed_sha256: str
    model: str = ""
    quiz: str = ""
    """Hash of the published questions that it answers; empty where it holds exercises."""
    may_be_empty: bool = False
    """Whether the package may hold no file: the final project's, which is graded as no exercise begun."""
    cohort: str
    supersedes: str = ""


class Handed(Question, frozen=True, kw_only=True, tag="handed"):
    """Grade the files in this folder: a submission that the course team has in clear."""

    request: str
    """Its key in the record."""
    subject: str = ""
    """Pseudonym; empty: made of `learner`."""
    learner: str = ""
    unit: str
    """Slug."""
    exercises: tuple[str, ...] = ()
    """Names of those to grade; none: all of the unit."""
    attempt: int
    received_at: str
    folder: str
    sealed_sha256: str
    """Of the names and contents of the files: `batch.submissions.digest`."""
    cohort: str = ""
    supersedes: str = ""
    model: str = ""


class Reference(Question, frozen=True, kw_only=True, tag="reference"):
    """Grade files of the course's own, for a row to compare with."""

    name: str
    """`solution` or `stub`."""
    unit: str
    folder: str
    cohort: str


class Describe(Question, frozen=True, kw_only=True, tag="describe"):
    """Tell a learner about this result: titles of failed checks and hints, as Markdown."""

    record: GradeRecord


class Secrets(Question, frozen=True, kw_only=True, tag="secrets"):
    """The secret seeds of these gradings; answered only by a judge that was started for it."""

    grades: tuple[str, ...]


class Assess(Question, frozen=True, kw_only=True, tag="assess"):
    """Measure this model."""

    job: ModelJob


AnyQuestion = SubjectOf | Job | Handed | Reference | Describe | Secrets | Assess


class Answer(Struct, frozen=True, kw_only=True, tag_field="answer"):
    """Base of what the judge says."""


class Ready(Answer, frozen=True, kw_only=True, tag="ready"):
    """The first line: what this judge can do."""

    public_key: str
    smol_grade: str
    tier: int
    leaks: tuple[str, ...]
    suites: dict[str, str]
    """Unit slug -> version of its suites; a unit whose suites are not there is left out."""
    exercises: dict[str, dict[str, str]] = {}
    """Unit slug -> exercise -> digits of its suite, see `suites.exercise_suites`; the same units."""
    full_marks: dict[str, int]
    """Unit slug -> points of the manifest."""
    aliases: dict[str, str]
    """Alias -> slug."""
    project: str = ""
    """Slug of the unit that the final project is handed in with; empty: there is none."""
    quizzes: dict[str, str] = {}
    """Unit slug -> hash of the published questions of the bank that is here."""
    quiz_percent: int
    """The share of right answers that a quiz is passed with."""
    silence: float
    """Seconds without a line after which a grading has died."""


class SubjectIs(Answer, frozen=True, kw_only=True, tag="subject"):
    """How a user is called in records."""

    subject: str


class Begun(Answer, frozen=True, kw_only=True, tag="begun"):
    """A check begins; the package was opened and is this request's."""

    exercise: str
    check: str
    number: int
    total: int


class Graded(Answer, frozen=True, kw_only=True, tag="graded"):
    """A result."""

    record: GradeRecord


class Marked(Answer, frozen=True, kw_only=True, tag="marked"):
    """The result of a quiz."""

    record: QuizRecord


class NotGraded(Answer, frozen=True, kw_only=True, tag="not_graded"):
    """The request may not be graded: a reason of `REFUSALS`, and what its sentence needs."""

    reason: str
    fields: dict[str, str] = {}


class Described(Answer, frozen=True, kw_only=True, tag="described"):
    """Markdown without anything of a learner's."""

    text: str


class Revealed(Answer, frozen=True, kw_only=True, tag="revealed"):
    """Secret seeds, hexadecimal, in the order of the question."""

    seeds: tuple[str, ...]


class Assessing(Answer, frozen=True, kw_only=True, tag="assessing"):
    """How far the measuring of a model is: questions to it that are answered, and of how many."""

    task: str
    done: int
    total: int


class Assessed(Answer, frozen=True, kw_only=True, tag="assessed"):
    """What was measured."""

    record: EvaluationRecord
    samples: dict[str, str]
    """Task -> file in the job's room."""
    reports: dict[str, str]
    """Task -> file with lm-eval's own results."""
    cached: bool


class Unfit(Answer, frozen=True, kw_only=True, tag="unfit"):
    """The gate lets nothing of the model be loaded: codes and fields of its findings."""

    findings: tuple[Noticed, ...]


class Noticed(Struct, frozen=True, kw_only=True):
    """A finding of the gate."""

    code: str
    fields: dict[str, str]


class Trouble(Answer, frozen=True, kw_only=True, tag="trouble"):
    """Something of ours is wrong; `key` and `hint` name sentences of the catalogue."""

    key: str
    hint: str = ""
    fields: dict[str, str] = {}


AnyAnswer = (
    Ready
    | SubjectIs
    | Begun
    | Graded
    | Marked
    | NotGraded
    | Described
    | Revealed
    | Assessing
    | Assessed
    | Unfit
    | Trouble
)


class Config(Struct, frozen=True, kw_only=True):
    """What a judge is started with, as JSON in its command line; nothing in it is secret."""

    path: tuple[str, ...]
    """`sys.path`."""
    questions: int
    answers: int
    """Descriptors of the two pipes."""
    keys: str
    suites: str = ""
    quizzes: str = ""
    """Folder of the operator's banks; empty: none."""
    allow_practice: bool = False
    """Grade on a machine of any tier, recorded as what it is: for demonstrations."""
    reveals: bool = False
    isolation: str = ""
    parent: int = 0
    """Process that started it."""


def line(message: Question | Answer) -> bytes:
    """Return a message as its line."""
    return msgspec.json.encode(message) + b"\n"
