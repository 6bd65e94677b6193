"""From a job to a record: look, load, ask, count. What was known before is not asked again."""

from __future__ import annotations

import math
import platform
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from smol_grade.course import Models
from smol_grade.sandbox import Sandbox

from .. import thresholds
from ..schema import (
    EvaluationEnvironment,
    EvaluationRecord,
    Gain,
    Struct,
    TaskResult,
    record_id,
    sealed_record,
)
from ..tasks import catalogue, heldout
from ..tasks.data import Rows, Source
from .chatml import TEMPLATE_SHA256
from .comparing import gains
from .job import Doing, Evaluated, Job
from .looking import Looked, compared_with, look
from .measuring import SECRET, measure, published_name, rows_of
from .protocol import protocol
from .room import Room, TaskRoom, files_sha256, read_struct

if TYPE_CHECKING:
    from .model_process import ModelProcess

DEATHS = 2
"""Times that a model's process may end in one task."""


class Court(NamedTuple):
    """What a measuring has from whoever is in charge of it."""

    models: Models
    tier: int
    """Of the sandbox here."""
    clock: Callable[[], str]
    isolation: str = ""
    heldout_seed: bytes = heldout.PUBLIC_SEED
    commitment: str = ""
    """Of the seed; empty when the seed is public, and then nothing is going to be published."""
    sandbox: Sandbox | None = None
    """Of somebody who measures many models: see `ModelProcess`."""


def evaluate(job: Job, court: Court, hear: Callable[[Doing], None] = lambda _: None) -> Evaluated:
    """Measure a model; return the record, and where its samples are.

    Raises `MeasureError` and its kinds, `ModelProcessDied`, and what gate and sandbox raise. It may be killed at any
    moment: called again with the same job it goes on, and the record is the same, byte for byte.
    """
    rules = protocol(TEMPLATE_SHA256).name
    tasks = catalogue.chosen(job.tasks)
    source = Source(Path(job.data_folder) if job.data_folder else None, job.data, court.heldout_seed)
    rows = {task: rows_of(task, source, job.limit) for task in tasks}
    base = files_sha256(Path(job.base_folder)) if job.base_folder else ""
    room = Room(Path(job.room), [rules, files_sha256(Path(job.folder)), base, job.dtype, _versions()])
    rooms = {task: room.task(task, rows[task].sha256, len(rows[task].rows)) for task in tasks}
    at = room.began([job.request, job.supersedes, job.reference, *(rows[task].sha256 for task in tasks)], court.clock)
    looked = room.recall(
        f"looked-{compared_with(job, court.models)}", Looked, lambda: look(job, court.models, court.isolation)
    )
    work = _Work(job, court, room, looked, hear)
    try:
        results = {task: work.result(task, rows[task], rooms[task]) for task in tasks}
        environment = work.environment()
    finally:
        work.close()
    samples = {task: one.samples for task, one in rooms.items()}
    record = _record(job, court, looked, results, environment, samples, at=at, rules=rules)
    return Evaluated(
        record,
        {task: str(file) for task, file in samples.items()},
        {task: str(one.report) for task, one in rooms.items()},
        cached=not work.asked,
    )


class _Work:
    """A model that is started when it is first needed."""

    def __init__(self, job: Job, court: Court, room: Room, looked: Looked, hear: Callable[[Doing], None]) -> None:
        self._job, self._court, self._room, self._looked, self._hear = job, court, room, looked, hear
        self._process: ModelProcess | None = None
        self.asked = False
        """Whether anything had to be asked."""

    def result(self, task: str, rows: Rows, place: TaskRoom) -> TaskResult:
        """Return a task's result, known from before or measured now."""
        from ..errors import ModelProcessDied
        from .language_model import SandboxedLM

        known = read_struct(place.result, TaskResult)
        if known is not None and place.samples.exists() and place.report.exists():
            self._hear(Doing(task, known.n, known.n))
            return msgspec.structs.replace(known, data=rows.data)
        self.asked = True
        self._hear(Doing(task, 0, 0))

        def hear(done: int, total: int) -> None:
            self._hear(Doing(task, done, total))

        for death in range(1, DEATHS + 1):
            try:
                return measure(task, rows, place, lambda journal: SandboxedLM(self.process(), journal, hear))
            except ModelProcessDied:
                self.close()
                if death == DEATHS:
                    raise
        raise AssertionError

    def process(self) -> ModelProcess:
        """Return the model, started."""
        from .model_process import ModelProcess

        if self._process is None:
            job = self._job
            base = Path(job.base_folder) if job.base_folder else None
            self._process = ModelProcess(
                Path(job.folder),
                base_folder=base,
                dtype=job.dtype,
                threads=job.threads,
                isolation=self._court.isolation,
                sandbox=self._court.sandbox,
            )
        return self._process

    def environment(self) -> _Environment:
        """Return where it ran: told by the model's process the first time, and remembered."""
        return self._room.recall("environment", _Environment, self._found)

    def _found(self) -> _Environment:
        from .model_process import BATCH

        about = self.process().about()
        return _Environment(
            parameters=about.parameters,
            environment=EvaluationEnvironment(
                python=platform.python_version(),
                platform=f"{platform.system()} {platform.machine()}",
                isolation=about.isolation,
                tier=self._court.tier,
                device=about.device,
                threads=about.threads,
                dtype=about.dtype,
                batch_size=BATCH,
                versions=_versions(),
            ),
        )

    def close(self) -> None:
        """End the model's process."""
        process, self._process = self._process, None
        if process is not None:
            process.close()


class _Environment(Struct, frozen=True, kw_only=True):
    parameters: int
    environment: EvaluationEnvironment


def _versions() -> dict[str, str]:
    """Return the versions of what can change a number."""
    from importlib import metadata

    return {name: metadata.version(name) for name in ("lm-eval", "tokenizers", "torch", "transformers")}


def _record(
    job: Job,
    court: Court,
    looked: Looked,
    results: dict[str, TaskResult],
    where: _Environment,
    samples: dict[str, Path],
    *,
    at: str,
    rules: str,
) -> EvaluationRecord:
    revision = job.revision or looked.weights_sha256[:40]
    publish = bool(court.commitment)
    base = base_of(job.bases, looked.base, looked.size_class, rules, tuple(results.values()))
    gap, gap_stderr = overfit_gap(tuple(results.values()))
    made = EvaluationRecord(
        id="",
        subject=job.subject,
        at=at,
        request=job.request,
        unit=job.unit,
        received_at=job.received_at,
        model=job.model,
        revision=revision,
        base=looked.base,
        size_class=looked.size_class,
        parameters=looked.parameters or where.parameters,
        weights_sha256=looked.weights_sha256,
        template_sha256=TEMPLATE_SHA256,
        submitted_template_sha256=looked.submitted_template_sha256,
        protocol=rules,
        limit=job.limit,
        flags=looked.flags,
        counts=False,
        counts_not=looked.counts_not,
        project=looked.project,
        results=tuple(results.values()),
        gains=_gains(job, base, results, samples),
        overfit_gap=gap,
        overfit_gap_stderr=gap_stderr,
        cohort=job.cohort,
        seed_commitment=court.commitment if SECRET & results.keys() else "",
        supersedes=job.supersedes,
        reference=job.reference,
        environment=where.environment,
    )
    named = record_name(made)
    placed = tuple(
        msgspec.structs.replace(one, samples=published_name(at[:7], named, one.task) if publish else "")
        for one in made.results
    )
    made = msgspec.structs.replace(made, id=named, results=placed)
    reasons = thresholds.counts_not(made, court.models, base, looked.spoils)
    return sealed_record(msgspec.structs.replace(made, counts=not reasons, counts_not=reasons))


def record_name(record: EvaluationRecord) -> str:
    """Return the id of a record: which model at which commit, on which data, for whom."""
    data = " ".join(f"{one.task}:{one.data_sha256}" for one in record.results)
    about = f"{record.protocol} {record.limit} {data}"
    model = f"{record.model}@{record.revision}"
    return record_id("evaluation", record.request or record.reference, model, about, record.supersedes)


def _gains(
    job: Job, base: EvaluationRecord | None, results: dict[str, TaskResult], samples: dict[str, Path]
) -> tuple[Gain, ...]:
    if base is None:
        return ()
    theirs = {one.task: job.base_samples.get(f"{base.id}/{one.task}", "") for one in base.results}
    return gains(results, samples, base, theirs)


def base_of(
    bases: Sequence[EvaluationRecord], name: str, size_class: str, rules: str, results: Sequence[TaskResult] = ()
) -> EvaluationRecord | None:
    """Return the record that a model is compared with: of the base it names, else the best of its size in `loss`.

    A base may have been measured several times; what was asked the same `loss` as in `results` goes before the others.
    """
    alike = [one for one in bases if one.protocol == rules]
    if name:
        alike = [one for one in alike if one.model.casefold() == name.casefold()]
    else:
        alike = [one for one in alike if one.size_class == size_class]
    same = {one.data_sha256 for one in results if one.task == thresholds.COMPARED}
    alike = [one for one in alike if same & _loss_data(one)] or alike
    losses = {one.id: next((r.value for r in one.results if r.task == "loss"), 2**62) for one in alike}
    return min(alike, key=lambda one: (losses[one.id], one.at, one.id), default=None)


def _loss_data(record: EvaluationRecord) -> set[str]:
    return {one.data_sha256 for one in record.results if one.task == thresholds.COMPARED}


def overfit_gap(results: Sequence[TaskResult]) -> tuple[int, int]:
    """Return gsm8k minus heldout and its standard error, millionths; zeros unless both were measured."""
    found = {one.task: one for one in results}
    if not {"gsm8k", "heldout"} <= found.keys():
        return 0, 0
    public, secret = found["gsm8k"], found["heldout"]
    return public.value - secret.value, round(math.hypot(public.stderr, secret.stderr))
