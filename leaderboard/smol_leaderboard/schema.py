"""What stands in the leaderboard data set: immutable records, learners' requests, the board's own settings.

Records are public, so they hold no code, no answer, no name and no hash of any of these in clear, but for what a person
asks to show. Integers and texts only: a float has no one spelling, and records are hashed.
"""

from __future__ import annotations

import hashlib
from typing import TypeVar

import msgspec

from smol_grade.records import Language, Outcome, Reason

from .errors import RecordError

SCHEMA_VERSION = 1
PROTOCOL_VERSION = 1
"""Of official grading: how seeds are drawn and results are recorded. A new one grades anew."""
LARGEST_REQUEST = 400_000
"""Bytes of a request file."""


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything that is written: immutable, strict when read."""


class Record(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """An immutable line of a segment. `id` says what it is about, `content_sha256` what it says."""

    schema_version: int = SCHEMA_VERSION
    id: str
    """64 hexadecimal digits, `record_id`: the same work has the same id, so a rerun cannot make a second one."""
    content_sha256: str = ""
    """Of the canonical JSON of the record without this field."""
    subject: str
    """HMAC of the course's key over the Hub's user id, 64 hexadecimal digits."""
    at: str
    """When it was made, UTC, `2026-11-25T12:00:00Z`."""
    was: str | msgspec.UnsetType = msgspec.UNSET
    """The `content_sha256` before its person withdrew and a model's name went; else not written."""


class ProjectEntry(Struct, frozen=True, kw_only=True):
    """What is shown of a final project beside its model. Texts of a stranger, see `project_entry`."""

    summary: str
    language: Language
    """Of the summary, as its author says."""
    demo: str = ""
    """An https link, empty for none."""


class RequestRecord(Record, frozen=True, kw_only=True, tag="request"):
    """A learner's request as it was read at the pinned head of the pull request."""

    request: str
    """The request's id, unique over all learners: `USER/ID` is hashed into it, see `request_key`."""
    unit: str
    """Slug."""
    attempt: int
    """Which of the learner's accepted requests for this unit it is, from 1."""
    received_at: str
    """When the Hub received it, by the Hub's clock."""
    sealed_sha256: str
    sealed: str
    """The package, sealed to the course's public key, base64."""
    smol_grade: str
    """The learner's version."""
    model: str = ""
    """Hub id of the model that was submitted with it."""
    model_nonce: str = ""
    """What the model's card must hold."""
    quiz: str = ""
    """Hash of the published questions that it answers; empty where it holds exercises."""
    number: int = 0
    """Of the pull request, so that what is pushed to it later is no other request."""
    opened_at: str = ""
    """When that was opened, by the Hub's clock, if what was graded came in later."""
    shown_name: str | msgspec.UnsetType = msgspec.UNSET
    """What the learner wants to be called on certificates from then on; empty takes it back. Else not written."""
    entry: ProjectEntry | msgspec.UnsetType = msgspec.UNSET
    """What it shows of the final project; not written in other requests."""


class CheckGrade(Struct, frozen=True, kw_only=True):
    """One check of an official grading."""

    name: str
    outcome: Outcome
    reason: Reason | None = None
    points: int
    max_points: int
    hint: str = ""
    """Id of the hint that was shown."""
    shape: str | msgspec.UnsetType = msgspec.UNSET
    """How the answer was wrong, in words of ours alone, see `smol_grade.judge.shape`; not written where it was not."""


class ExerciseGrade(Struct, frozen=True, kw_only=True):
    """One exercise of an official grading."""

    name: str
    points: int
    max_points: int
    checks: tuple[CheckGrade, ...]
    suite: str | msgspec.UnsetType = msgspec.UNSET
    """Of the suite that graded it, 12 hexadecimal digits, see `suites.exercise_suites`; older records do not say."""

    @property
    def begun(self) -> bool:
        """Whether there was an answer: whatever the suite is, an exercise that nobody began has no point."""
        return any(check.reason not in (Reason.NOT_STARTED, Reason.NO_FILE) for check in self.checks)


class GradeEnvironment(Struct, frozen=True, kw_only=True):
    """Where an official grading ran."""

    python: str
    platform: str
    isolation: str
    tier: int
    versions: dict[str, str]


class GradeRecord(Record, frozen=True, kw_only=True, tag="grade"):
    """The result of one official grading of one request."""

    request: str
    sealed_sha256: str
    unit: str
    attempt: int
    received_at: str
    points: int
    max_points: int
    exercises: tuple[ExerciseGrade, ...]
    """Without the bonus ones: their points add up to `points`."""
    bonus: tuple[ExerciseGrade, ...] | msgspec.UnsetType = msgspec.UNSET
    """The bonus exercises, in no sum and no rank. Not written where a unit has none: older records stay as they are."""
    suite_version: str
    """Version and hash of the suites that graded, `0.1.0+1f2e3d4c5b6a`."""
    private_cases: bool = False
    """True when the suites were not the published ones."""
    protocol_version: int = PROTOCOL_VERSION
    seed_commitment: str
    """HMAC of the secret seed over the record's id; see `seeds`."""
    cohort: str
    supersedes: str = ""
    """Id of the grade record that this one replaces, empty for the first."""
    reference: str = ""
    """`solution`, `stub` or a base model's name for a reference row, empty for a learner's."""
    model: str = ""
    environment: GradeEnvironment

    @property
    def graded(self) -> tuple[ExerciseGrade, ...]:
        """All exercises, the bonus ones last."""
        return (*self.exercises, *self.extras)

    @property
    def extras(self) -> tuple[ExerciseGrade, ...]:
        """The bonus exercises, none where the unit has none."""
        return self.bonus if isinstance(self.bonus, tuple) else ()


class FailureRecord(Record, frozen=True, kw_only=True, tag="failure"):
    """A request that was not graded, and why."""

    request: str
    unit: str = ""
    received_at: str
    reason: str
    """One of `refusals.REFUSALS`."""
    number: int = 0
    """Of the pull request."""
    opened_at: str = ""
    """When that was opened, if what was refused came in later."""


class RevealRecord(Record, frozen=True, kw_only=True, tag="reveal"):
    """The secret seed of one grading, published when its cohort closed."""

    grade: str
    """Id of the grade record."""
    cohort: str
    seed: str
    """32 bytes, hexadecimal; whoever has them can grade again and check `seed_commitment`."""


class QuizRecord(Record, frozen=True, kw_only=True, tag="quiz"):
    """The result of one official quiz. Which questions were answered right is in no record: it would give keys away."""

    request: str
    sealed_sha256: str
    unit: str
    attempt: int
    received_at: str
    right: int
    total: int
    passed: bool
    weak: tuple[str, ...] = ()
    """Objectives of which something was not answered right."""
    bank_sha256: str
    """Of the published questions; with user, unit and attempt it says who was asked what."""
    cohort: str


class TaskResult(Struct, frozen=True, kw_only=True):
    """What one task measured. Every number is in millionths: 0.409 is 409000."""

    task: str
    """`gsm8k`, `heldout`, `format`, `loss` or the name of one of lm-eval's."""
    metric: str
    """`exact_match`, `accuracy` (both higher is better) or `bits_per_byte` (lower is better)."""
    n: int
    """Samples."""
    value: int
    stderr: int
    low: int
    high: int
    """Bounds of the 95 % interval: Wilson's for proportions, normal for means."""
    extra: dict[str, int] = {}
    """Further numbers of the same samples: `flexible`, `ends_turn`, ..."""
    data: str
    """`embedded`, `folder` or a Hub data set with its commit, `openai/gsm8k@...`."""
    data_sha256: str
    """Of the rows that were used, gold answers included."""
    samples_sha256: str
    """Of the samples' JSONL."""
    samples: str = ""
    """Where they stand in the store; empty while they are secret (`heldout`)."""


class Gain(Struct, frozen=True, kw_only=True):
    """A comparison with the base model over the same samples, paired bootstrap; positive is better than the base."""

    task: str
    base: str
    """Id of the base model's evaluation record."""
    difference: int
    low: int
    high: int


class EvaluationEnvironment(Struct, frozen=True, kw_only=True):
    """Where a model was measured."""

    python: str
    platform: str
    isolation: str
    tier: int
    device: str
    """`cpu` or the accelerator's name."""
    threads: int
    dtype: str
    batch_size: int
    versions: dict[str, str]


NOBODYS = "_withdrawn/"
"""Stands for the user in a model's name once its maker has withdrawn. The Hub knows no user of such a name."""


class EvaluationRecord(Record, frozen=True, kw_only=True, tag="evaluation"):
    """What the course measured of one model at one commit."""

    request: str = ""
    """Key of the request that submitted it; empty for a reference row."""
    unit: str = ""
    """Slug."""
    received_at: str = ""
    model: str
    """Hub id, or the name of a reference."""
    revision: str
    """40 hexadecimal digits: the commit; for a local folder the first 40 of `weights_sha256`."""
    base: str = ""
    """Hub id of the permitted base model that it was made from."""
    size_class: str
    """`135M`, `360M`, `1.7B`, `3B`."""
    parameters: int
    weights_sha256: str
    """Over the canonical tensors: the same for the same weights, whatever the shards."""
    template_sha256: str
    """Of the pinned chat template that prompts were rendered with."""
    submitted_template_sha256: str = ""
    protocol: str
    """Name and hash of the protocol, `smol-eval-1+0123456789ab`."""
    limit: int = 0
    """Samples of each task at most; 0: all."""
    flags: tuple[str, ...] = ()
    """Codes of the gate's and the provenance's findings that did not reject it."""
    counts: bool
    """Whether it can count for a certificate."""
    counts_not: tuple[str, ...] = ()
    """Why not: codes."""
    project: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    """What the final project asks for and did not find: codes, `project.LACKS`; not written for other models."""
    results: tuple[TaskResult, ...]
    gains: tuple[Gain, ...] = ()
    overfit_gap: int = 0
    """gsm8k minus heldout, millionths."""
    overfit_gap_stderr: int = 0
    cohort: str
    seed_commitment: str = ""
    """Of the secret seed of `heldout`; see `seeds`."""
    supersedes: str = ""
    reference: str = ""
    """Name of the reference row (a base model), empty for a learner's."""
    environment: EvaluationEnvironment


AnyRecord = RequestRecord | GradeRecord | FailureRecord | RevealRecord | EvaluationRecord | QuizRecord
KINDS = ("request", "grade", "failure", "reveal", "evaluation", "quiz")


class Person(Struct, frozen=True, kw_only=True):
    """An entry of `people/`: deleting it forgets the person, the records stay."""

    schema_version: int = SCHEMA_VERSION
    subject: str
    name: str
    """As the Hub spelled it when the newest request came in. Text of a stranger: escape it."""
    at: str


class BoardSettings(Struct, frozen=True, kw_only=True):
    """`course.json` in the store's root: what a learner's program must know of this board."""

    schema_version: int = SCHEMA_VERSION
    title: str
    public_key: str
    """X25519, 32 bytes, hexadecimal: requests are sealed to it."""
    smol_grade: str
    """The version that grades here."""
    cohort: str
    attempts_per_day: int
    """Requests of one learner and unit within one UTC day."""
    deadlines: dict[str, str] = {}
    """Unit slug -> the last moment at which a request may be received, UTC; a unit without one stays open."""
    opens: dict[str, str] = {}
    """Unit slug -> the first such moment; a unit without one is open already."""
    units: dict[str, int]
    """Unit slug -> full marks."""
    quizzes: dict[str, str] = {}
    """Unit slug -> SHA-256 of the published questions of its official quiz."""
    quiz_cooldown_h: int = 24
    """Hours between two attempts at one unit's quiz."""
    practice: bool = False
    """A board for trying out: gradings of every tier count, and every view says so."""


def canonical(value: object) -> bytes:
    """Return the one JSON spelling of a value: keys sorted, no spaces, UTF-8."""
    return msgspec.json.encode(value, order="sorted")


def record_id(kind: str, request: str, sealed_sha256: str, version: str = "", supersedes: str = "") -> str:
    """Return the id of a record: SHA-256 over what it is about, not over what it says.

    `version` is suite and protocol version for a grade, and empty where nothing depends on them.
    """
    return hashlib.sha256(canonical([kind, request, sealed_sha256, version, supersedes])).hexdigest()


def request_key(user_id: str, request: str) -> str:
    """Return the name of a request in records: it says nothing of the user."""
    return hashlib.sha256(canonical(["request", user_id, request])).hexdigest()[:32]


R = TypeVar("R", RequestRecord, GradeRecord, FailureRecord, RevealRecord, EvaluationRecord, QuizRecord)


def sealed_record(record: R) -> R:
    """Return the record with its content hash."""
    return msgspec.structs.replace(record, content_sha256=content_hash(record))


def content_hash(record: AnyRecord) -> str:
    """Return the SHA-256 of a record's canonical JSON without the hash itself."""
    return _hash_of(msgspec.to_builtins(record))


def _hash_of(content: dict[str, object]) -> str:
    return hashlib.sha256(canonical(content | {"content_sha256": ""})).hexdigest()


def read_record(line: bytes, where: str = "") -> AnyRecord:
    """Read one line of a segment; raise `RecordError` for anything but a record whose hash is right."""
    try:
        record: AnyRecord = msgspec.json.decode(line, type=AnyRecord)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(where, str(error)) from error
    if record.schema_version != SCHEMA_VERSION:
        raise RecordError(where, f"schema_version {record.schema_version} is not {SCHEMA_VERSION}")
    # of what is written, not of what we make of it: a field that a later program adds changes no older record's hash
    if record.content_sha256 != _hash_of(msgspec.json.decode(line)):
        raise RecordError(where, "content_sha256 is not the hash of the content")
    return record
