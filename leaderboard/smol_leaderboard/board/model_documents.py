"""What a rebuild writes of models: `models.json`, the evaluations by the beginning of their id, `models.parquet`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ..schema import BoardSettings, EvaluationRecord, TaskResult, canonical
from ..thresholds import has_gap
from .model_ranking import (
    LOWER_IS_BETTER,
    ModelKey,
    ModelRow,
    current_protocol,
    key_of,
    model_board,
    size_order,
    superseded,
    task_order,
)
from .reproducing import reproduce
from .shapes import EvaluationsDocument, ModelCell, ModelLine, ModelsDocument, TaskHead
from .tables import parquet

MODELS_JSON = "board/models.json"
MODELS_PARQUET = "board/models.parquet"
MODEL_COLUMNS = {
    "task": "string",
    "metric": "string",
    "size_class": "string",
    "limit": "int32",
    "protocol": "string",
    "rank": "int32",
    "unranked": "string",
    "model": "string",
    "revision": "string",
    "base": "string",
    "name": "string",
    "subject": "string",
    "reference": "string",
    "unit": "string",
    "parameters": "int64",
    "n": "int32",
    "value": "int32",
    "stderr": "int32",
    "low": "int32",
    "high": "int32",
    "gain": "int32",
    "gain_low": "int32",
    "gain_high": "int32",
    "gain_base": "string",
    "overfit_gap": "int32",
    "overfit_gap_stderr": "int32",
    "counts": "bool",
    "counts_not": "string",
    "flags": "string",
    "extra": "string",
    "data": "string",
    "data_sha256": "string",
    "samples": "string",
    "samples_sha256": "string",
    "weights_sha256": "string",
    "template_sha256": "string",
    "tier": "int32",
    "dtype": "string",
    "device": "string",
    "cohort": "string",
    "received_at": "string",
    "at": "string",
    "supersedes": "string",
    "record": "string",
}


def evaluations_file(record: str) -> str:
    """Return the path of the file that holds an evaluation."""
    return f"board/evaluations/{record[:2]}.json"


def model_files(
    settings: BoardSettings, records: Sequence[EvaluationRecord], names: Mapping[str, str]
) -> dict[str, bytes]:
    """Return all files about models, path -> content. `records` are the valid ones, superseded or not."""
    rows = model_board(records, every_tier=settings.practice)
    shards: dict[str, list[EvaluationRecord]] = {}
    for one in sorted(records, key=lambda one: one.id):
        shards.setdefault(evaluations_file(one.id), []).append(one)
    files = {path: _json(EvaluationsDocument(records=tuple(found))) for path, found in shards.items()}
    files[MODELS_JSON] = _json(models_document(settings, records, rows, names))
    files[MODELS_PARQUET] = parquet(list(_lines(settings, records, rows, names)), MODEL_COLUMNS)
    return files


def _json(document: ModelsDocument | EvaluationsDocument) -> bytes:
    return canonical(document) + b"\n"


def models_document(
    settings: BoardSettings, records: Sequence[EvaluationRecord], rows: Sequence[ModelRow], names: Mapping[str, str]
) -> ModelsDocument:
    """Return `models.json`."""
    pairs = {(result.task, result.metric) for row in rows for result in row.record.results}
    tasks = sorted(pairs, key=lambda pair: (task_order(pair[0]), pair[1]))
    return ModelsDocument(
        title=settings.title,
        practice=settings.practice,
        as_of=max((one.at for one in records), default=""),
        evaluations=len(records),
        protocol=current_protocol(records),
        size_classes=tuple(sorted({row.key.size_class for row in rows}, key=size_order)),
        tasks=tuple(TaskHead(task, metric, metric in LOWER_IS_BETTER) for task, metric in tasks),
        rows=tuple(_line(row, tasks, names) for row in rows),
    )


def _line(row: ModelRow, tasks: Iterable[tuple[str, str]], names: Mapping[str, str]) -> ModelLine:
    one = row.record
    results = {(result.task, result.metric): result for result in one.results}
    return ModelLine(
        record=one.id,
        model=one.model,
        revision=one.revision,
        base=one.base,
        size_class=one.size_class,
        parameters=one.parameters,
        limit=one.limit,
        subject=one.subject,
        name=names.get(one.subject, "") if not one.reference else "",
        reference=one.reference,
        units=row.units,
        protocol=one.protocol,
        unranked=row.unranked,
        counts_not=one.counts_not,
        project=one.project,
        flags=one.flags,
        overfit_gap=_gap(one),
        overfit_gap_stderr=one.overfit_gap_stderr,
        tier=one.environment.tier,
        received_at=one.received_at,
        at=one.at,
        reproduce=reproduce(one),
        cells=tuple(_cell(row, results.get(pair)) for pair in tasks),
    )


def _cell(row: ModelRow, result: TaskResult | None) -> ModelCell | None:
    if result is None:
        return None
    rank = row.ranks.get(result.task)
    return ModelCell(rank, result.n, result.value, result.stderr, result.low, result.high)


def _gap(record: EvaluationRecord) -> int | None:
    return record.overfit_gap if has_gap(record) else None


def _lines(
    settings: BoardSettings, records: Sequence[EvaluationRecord], rows: Sequence[ModelRow], names: Mapping[str, str]
) -> Iterable[tuple[object, ...]]:
    """Yield a line for each task of each evaluation: those that stand for a row as displayed, then all others."""
    gone = superseded(records, every_tier=settings.practice)
    stands = {row.record.id for row in rows}
    for row in rows:
        yield from _of_record(row.record, row.unranked, row.ranks, names)
    rest = [one for one in records if one.id not in stands]
    for one in sorted(rest, key=lambda one: (_place(key_of(one)), one.id)):
        yield from _of_record(one, "superseded" if one.id in gone else "another_stands", {}, names)


def _place(key: ModelKey) -> tuple[object, ...]:
    return (size_order(key.size_class), *key[1:])


def _of_record(
    one: EvaluationRecord, unranked: str, ranks: Mapping[str, int], names: Mapping[str, str]
) -> Iterable[tuple[object, ...]]:
    gains = {gain.task: gain for gain in one.gains}
    of_record: dict[str, object] = {
        name: value for name, value in msgspec.structs.asdict(one).items() if name in MODEL_COLUMNS
    }
    of_record |= {
        "record": one.id,
        "unranked": unranked,
        "name": names.get(one.subject, "") if not one.reference else "",
        "overfit_gap": _gap(one),
        "counts_not": _text(one.counts_not),
        "flags": _text(one.flags),
        "tier": one.environment.tier,
        "dtype": one.environment.dtype,
        "device": one.environment.device,
    }
    for result in sorted(one.results, key=lambda result: task_order(result.task)):
        gain = gains.get(result.task)
        found = of_record | msgspec.structs.asdict(result)
        found |= {
            "rank": ranks.get(result.task),
            "extra": _text(result.extra),
            "gain": gain and gain.difference,
            "gain_low": gain and gain.low,
            "gain_high": gain and gain.high,
            "gain_base": gain.base if gain else "",
        }
        yield tuple(found[name] for name in MODEL_COLUMNS)


def _text(value: object) -> str:
    return canonical(value).decode()
