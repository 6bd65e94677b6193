"""`board.json`, `models.json`, `showcase.json` the evaluations: what a rebuild writes, and page and terminal read."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from smol_grade.records import Language

from ..schema import SCHEMA_VERSION, EvaluationRecord, Struct


class UnitHead(Struct, frozen=True, kw_only=True):
    """A unit of the board."""

    slug: str
    max_points: int
    ranked: int
    """Learners with a rank in it."""


class Cell(NamedTuple):
    """A learner's best result in one unit."""

    rank: int | None
    """None for a reference."""
    points: int
    max_points: int
    reached: str
    """When the request that first had these points was received."""
    requests: int
    """Graded ones."""


class BoardRow(Struct, frozen=True, kw_only=True):
    """A learner, or a reference."""

    subject: str
    name: str
    """A stranger's text; empty for somebody without an entry in `people/`."""
    reference: str
    rank: int | None
    points: int
    reached: str
    cells: tuple[Cell | None, ...]
    """One for each unit."""
    days: tuple[int, ...]
    """Indices of the days with records of this subject."""
    stale: tuple[int, ...] | msgspec.UnsetType = msgspec.UNSET
    """Indices of the units whose result older suites made than the newest ones; not written where there are none."""


class BoardDocument(Struct, frozen=True, kw_only=True):
    """The whole file."""

    schema_version: int = SCHEMA_VERSION
    title: str
    practice: bool
    cohort: str
    as_of: str
    """The newest record's time, empty without any."""
    records: int
    units: tuple[UnitHead, ...]
    max_points: int
    ranked: int
    days: tuple[str, ...]
    rows: tuple[BoardRow, ...]
    """In order of display, overall."""


class TaskHead(NamedTuple):
    """A task of the model board."""

    task: str
    metric: str
    lower_is_better: bool


class ModelCell(NamedTuple):
    """What a model reached in one task; value, error and bounds of the 95 % interval in millionths."""

    rank: int | None
    """Within size class, limit and task; None for a row without a rank."""
    n: int
    """Samples."""
    value: int
    stderr: int
    low: int
    high: int


class ModelLine(Struct, frozen=True, kw_only=True):
    """A model of one learner, or a base model that is shown to compare with."""

    record: str
    """Id of the evaluation that stands for it; its first two digits name the file that holds it."""
    model: str
    revision: str
    base: str
    size_class: str
    parameters: int
    limit: int
    """Samples of a task at most; 0: all."""
    subject: str
    name: str
    """Of the learner: a stranger's text; empty for somebody without an entry in `people/`."""
    reference: str
    units: tuple[str, ...]
    """Slugs of the units that it was submitted for."""
    protocol: str
    unranked: str
    """Why it has no rank: `reference`, `older_protocol`, `counts_not` or `weak_tier`; empty when it has one."""
    counts_not: tuple[str, ...]
    project: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    """What it lacks for the final project: codes; empty: nothing; not there where it is no project."""
    flags: tuple[str, ...]
    overfit_gap: int | None
    """Millionths; None where one of its two tasks was not measured."""
    overfit_gap_stderr: int
    tier: int
    received_at: str
    at: str
    reproduce: str
    """The command that measures it again."""
    cells: tuple[ModelCell | None, ...]
    """One for each task of the document."""


class ModelsDocument(Struct, frozen=True, kw_only=True):
    """`models.json`."""

    schema_version: int = SCHEMA_VERSION
    title: str
    practice: bool
    as_of: str
    """The newest evaluation's time, empty without any."""
    evaluations: int
    """Valid ones, superseded or not."""
    protocol: str
    """The one whose rows are ranked, empty without any."""
    size_classes: tuple[str, ...]
    """The smallest first."""
    tasks: tuple[TaskHead, ...]
    rows: tuple[ModelLine, ...]
    """By size class, limit, model and subject."""


class EvaluationsDocument(Struct, frozen=True, kw_only=True):
    """`evaluations/XX.json`: all valid evaluation records whose id begins with these two digits."""

    schema_version: int = SCHEMA_VERSION
    records: tuple[EvaluationRecord, ...]
    """By id."""


AwardKind = Literal["best", "held_out", "most_improved", "smallest"]


class WinnerLine(Struct, frozen=True, kw_only=True):
    """Who has an award, alone or with others."""

    record: str
    """Id of the evaluation that the award rests on."""
    model: str
    subject: str
    name: str
    """Of the learner: a stranger's text; empty for somebody without an entry in `people/`."""
    value: int
    """Of `best` and `held_out` the result, of `most_improved` the difference to the base: in millionths, with the
    bounds of the 95 % interval. Of `smallest` the number of parameters, three times."""
    low: int
    high: int


class AwardLine(Struct, frozen=True, kw_only=True):
    """An award of a cohort, see `awards`."""

    kind: AwardKind
    cohort: str
    unit: str
    """Slug; empty for an award over all units."""
    size_class: str
    """Empty for an award over all size classes."""
    task: str
    metric: str
    """Empty for `smallest`."""
    winners: tuple[WinnerLine, ...]
    """At least one, by model and subject."""


class ProjectGain(Struct, frozen=True, kw_only=True):
    """A comparison with the base model; positive is better than the base. Numbers in millionths."""

    task: str
    difference: int
    low: int
    high: int


class ProjectResult(Struct, frozen=True, kw_only=True):
    """What one task measured, in millionths."""

    task: str
    metric: str
    n: int
    """Samples."""
    value: int
    low: int
    high: int


class ProjectLine(Struct, frozen=True, kw_only=True):
    """A final project that was accepted."""

    record: str
    """Id of the evaluation that accepted it; its first two digits name the file that holds it."""
    model: str
    revision: str
    base: str
    size_class: str
    parameters: int
    subject: str
    name: str
    """Of the learner: a stranger's text; empty for somebody without an entry in `people/`."""
    cohort: str
    received_at: str
    summary: str
    """The learner's text. Show it as text; line breaks are meant."""
    language: Language
    """Of the summary."""
    demo: str
    """An address, or empty."""
    gain: ProjectGain | None
    """Over the base, in the task in which certificates ask for one."""
    results: tuple[ProjectResult, ...]
    awards: tuple[int, ...]
    """Places in the document's `awards` of those that rest on this record."""


class ShowcaseDocument(Struct, frozen=True, kw_only=True):
    """`showcase.json`."""

    schema_version: int = SCHEMA_VERSION
    title: str
    practice: bool
    as_of: str
    """The newest evaluation's time, empty without any."""
    cohorts: tuple[str, ...]
    """Those with an award or a project: the one that began last comes first."""
    projects: tuple[ProjectLine, ...]
    """By cohort as above, then by when they were received, then by model and subject."""
    awards: tuple[AwardLine, ...]
    """By cohort as above, then by kind, unit and size class."""
