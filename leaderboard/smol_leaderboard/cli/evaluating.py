"""`smol-leaderboard evaluate`, and `regrade` of an evaluation: the course measures models and publishes the records."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smol_grade.cli import output
from smol_grade.cli.evaluating import Watch, tell_findings
from smol_grade.cli.measured import columns, table
from smol_grade.cli.progress import changing_line
from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_grade.messages import say
from smol_grade.records import Language

from ..errors import LeaderboardError, OperatorError
from ..evaluate.fetching import Ready, commit_of, ready, ready_base
from ..measuring_errors import ModelRejected, NoEvaluation
from ..models_office import ModelsOffice, Wanted, waiting_models
from ..schema import EvaluationRecord
from ..thresholds import NOT_COMPARED
from .batching import Machines
from .operating import FAILED, Place, Work, judge_of, opened, visible

if TYPE_CHECKING:
    from ..evaluate.job import Evaluated
    from ..judge.client import Judge
    from ..ledger import Ledger

SHORTEST = 6
NOT_REPRODUCED = 1


class Asked(NamedTuple):
    """What the command line asks for."""

    models: tuple[str, ...] = ()
    """Hub ids; `ID=FOLDER` takes the files from a folder."""
    waiting: bool = False
    """All models that were submitted and not measured yet."""
    tasks: str = ""
    limit: int = 0
    data: Path | None = None
    base: str = ""
    reference: bool = False
    machines: Machines = Machines(workers=1)


def evaluate(place: Place, language: Language, asked: Asked, *, practice: bool) -> int:
    """Measure models and publish one after the other; one that fails stops no other. Return the exit code."""
    from ..evaluate.protocol import ensure_installed
    from ..tasks import catalogue

    ensure_installed()
    tasks = catalogue.chosen(asked.tasks.split(","))
    if asked.limit < 0:
        raise OperatorError("--limit takes a whole number from 0")
    if not asked.models and not asked.waiting:
        raise OperatorError("name a model, or say --waiting")
    every = Wanted("", tasks, asked.limit, asked.data, asked.base, asked.reference)
    with opened(place, language) as work, judge_of(work, place, practice=practice) as judge:
        outbox = work.outbox()
        work.publish(outbox)
        ledger = work.ledger()
        queue = _queue(ledger, asked, every)
        if len(queue) > 1 and (asked.machines.workers != 1 or asked.machines.engine != "local"):
            ahead(work, ledger, queue, asked.machines, language)
        failed = 0
        for number, wanted in enumerate(queue, 1):
            output.note(visible(say(language, "measure.model", model=wanted.name, number=number, count=len(queue))))
            models = ModelsOffice(work.office, work.store, ledger, work.settings)
            try:
                done = _one(work, judge, models, wanted, language)
            except LeaderboardError as error:
                failed += 1
                output.note(visible(say(language, error.key, **error.fields)))
                continue
            if done is None:
                continue
            if done.record.id in ledger.evaluations:
                output.note(say(language, "measure.published_before", record=done.record.id[:16]))
            models.keep_samples(done)
            _publish(work, done)
            outbox.add(done.record)
            ledger.add([done.record])
            work.publish(outbox)
            output.write(output.harmless(table(done.record, language)))
            if not done.record.reference:
                _tell_counting(done.record, language, wanted)
    if not queue:
        output.write(say(language, "measure.none_waiting"))
    return FAILED if failed else 0


def ahead(work: Work, ledger: Ledger, queue: list[Wanted], machines: Machines, language: Language) -> None:
    """Have the models of a queue answer all questions, several at once, before the records are made in turn."""
    from .measuring_ahead import measure_ahead

    models = ModelsOffice(work.office, work.store, ledger, work.settings)
    silent = Watch(queue[0].tasks, lambda _: None, language, log=False)
    measure_ahead(work, models, queue, machines, lambda wanted: _files(work, wanted, silent), language)


def _queue(ledger: Ledger, asked: Asked, every: Wanted) -> list[Wanted]:
    """Return what is to be measured: the models that were named, then those that wait."""
    queue = [every._replace(name=name) for name in dict.fromkeys(asked.models)]
    named = {wanted.model.casefold() for wanted in queue}
    waiting = waiting_models(ledger) if asked.waiting else []
    left = [one for one in waiting if one.model.casefold() not in named]
    return [*queue, *(every._replace(name=one.model, reference=False, request=one) for one in left)]


def _tell_counting(record: EvaluationRecord, language: Language, wanted: Wanted) -> None:
    key = "measure.counts" if record.counts else "measure.counts_not"
    output.write(say(language, key, record=record.id[:16], reasons=", ".join(record.counts_not)) + "\n")
    _tell_project(record, language)
    if NOT_COMPARED in record.counts_not:
        base = record.base or "USER/BASE"
        command = f"smol-leaderboard evaluate {base} --reference --tasks {','.join(wanted.tasks)}"
        command += f" --limit {wanted.limit}" if wanted.limit else ""
        command += f" --data {wanted.data}" if wanted.data is not None else ""
        output.write_wrapped(output.harmless(say(language, "measure.base_missing", base=base, model=record.model)))
        output.write(output.harmless(f"  {command}"))


def _tell_project(record: EvaluationRecord, language: Language) -> None:
    from ..view.project_texts import project_texts

    project = load_course(course_files()).project
    unit = project.unit if project is not None else ""
    texts = project_texts(record.project, counts=record.counts, model=record.model, unit=unit, language=language)
    if texts:
        lines = [say(language, "official_project.title"), *(f"  {text}" for text in texts)]
        output.write_wrapped(output.harmless("\n".join(lines)) + "\n")


def _publish(work: Work, done: Evaluated) -> None:
    """Publish the samples: before the record, which names them. Those that are there cost no commit."""
    from ..publish import commit_derived

    files: dict[str, bytes | None] = {
        one.samples: Path(done.samples[one.task]).read_bytes() for one in done.record.results if one.samples
    }
    if files:
        message = f"Samples of {done.record.model} at {done.record.revision[:12]}"
        commit_derived(work.store, lambda _: files, message, bucket=work.bucket(), waiting=work.patience())


def _one(work: Work, judge: Judge, models: ModelsOffice, wanted: Wanted, language: Language) -> Evaluated | None:
    """Measure one model in the judge; return None for one that waits and was turned away before at the same commit.

    Raises `LeaderboardError`; what the gate found is told, and remembered of a model that waits.
    """
    request, commit = wanted.request, ""
    if request is not None:
        commit = commit_of(wanted.model)
        if codes := models.turned_away(request, commit):
            fields = {"model": wanted.model, "revision": commit[:12], "codes": ", ".join(codes)}
            output.note(visible(say(language, "measure.rejected_before", **fields)))
            return None
    try:
        with _watched(wanted.tasks, language) as watch, _files(work, wanted, watch, commit) as (here, base):
            watch.show(say(language, "measure.looking", model=here.model))
            return judge.assess(models.job(wanted, here, base), watch.doing)
    except ModelRejected as rejected:
        tell_findings(rejected, language)
        if request is not None:
            models.turn_away(request, commit, tuple(dict.fromkeys(one.code for one in rejected.findings)))
        raise


@contextmanager
def _watched(tasks: tuple[str, ...], language: Language) -> Iterator[Watch]:
    with changing_line() as show:
        yield Watch(tasks, show, language, log=not (sys.stderr and sys.stderr.isatty()))


@contextmanager
def _files(work: Work, wanted: Wanted, watch: Watch, revision: str = "") -> Iterator[tuple[Ready, Ready | None]]:
    """Yield the staged files of a model, and of its base if it is an adapter."""
    name, _, folder = wanted.name.partition("=")
    cache = work.office.folder / "models"
    permitted = load_course(course_files()).models
    with (
        ready(folder or name, cache, watch.fetching, revision=revision) as here,
        ready_base(here, wanted.base, cache, watch.fetching, permitted) as base,
    ):
        yield here._replace(model=name), base


def find(ledger_evaluations: dict[str, EvaluationRecord], one: str) -> EvaluationRecord | None:
    """Return the evaluation whose id begins so, None for none. Raises `NoEvaluation` for several."""
    found = [record for name, record in ledger_evaluations.items() if len(one) >= SHORTEST and name.startswith(one)]
    if len(found) > 1:
        raise NoEvaluation(one, len(found))
    return found[0] if found else None


class Again(NamedTuple):
    """How an evaluation is done again."""

    record: str
    data: Path | None = None
    base: str = ""
    folder: str = ""
    """The files, where the record's model is no longer on the Hub, or never was."""


def regrade(place: Place, language: Language, again: Again, *, practice: bool) -> int | None:
    """Measure again what a record says; return 0 if it reproduces, 1 if not, None if the id is no evaluation's."""
    with opened(place, language) as work:
        ledger = work.ledger()
        record = find(ledger.evaluations, again.record)
        if record is None:
            return None
        with judge_of(work, place, practice=practice) as judge:
            tasks = tuple(one.task for one in record.results)
            name = f"{record.model}={again.folder}" if again.folder else record.model
            wanted = Wanted(name, tasks, record.limit, again.data, again.base, bool(record.reference))
            output.note(visible(say(language, "measure.again", model=record.model, revision=record.revision[:12])))
            with (
                tempfile.TemporaryDirectory(prefix="regrade-", dir=work.office.folder) as room,
                _watched(tasks, language) as watch,
                _files(work, wanted, watch, "" if again.folder else record.revision) as (here, base),
            ):
                models = ModelsOffice(work.office, work.store, ledger, work.settings)
                job = models.job(wanted, here, base, room=Path(room), before=record)
                done = judge.assess(job, watch.doing)
                return _told(record, done.record, language)


def _told(before: EvaluationRecord, now: EvaluationRecord, language: Language) -> int:
    """Show both measurings; return 0 when each number is within the protocol's tolerance."""
    from ..evaluate.protocol import Tolerance

    tolerance = Tolerance()
    names = ("task", "then", "now", "texts", "verdict")
    rows = [[say(language, f"measure.{name}") for name in names]]
    fine = before.protocol == now.protocol and before.weights_sha256 == now.weights_sha256
    for then, one in zip(before.results, now.results, strict=True):
        most = tolerance.loss if one.metric == "bits_per_byte" else tolerance.proportion
        same_data = then.data_sha256 == one.data_sha256
        good = same_data and abs(then.value - one.value) <= most
        fine = fine and good
        texts = "texts_same" if then.samples_sha256 == one.samples_sha256 else "texts_differ"
        verdict = "reproduced" if good else "not_reproduced" if same_data else "other_data"
        cells = [say(language, f"measure.{name}") for name in (texts, verdict)]
        rows.append([one.task, f"{then.value / 1e6:.4f}", f"{one.value / 1e6:.4f}", *cells])
    output.write("\n".join(columns(rows, right=(1, 2))) + "\n")
    if before.protocol != now.protocol:
        output.write(say(language, "measure.other_protocol", then=before.protocol, now=now.protocol))
    if before.weights_sha256 != now.weights_sha256:
        output.write(say(language, "measure.other_weights"))
    fields = {"proportion": f"{tolerance.proportion / 1e4:.1f}", "loss": f"{tolerance.loss / 1e6:.3f}"}
    output.write_wrapped(say(language, "measure.all_reproduced" if fine else "measure.not_all_reproduced", **fields))
    return 0 if fine else NOT_REPRODUCED


__all__ = ["Again", "Asked", "evaluate", "regrade"]
