"""One model on a terminal: what was measured, how sure that is, its base, flags and reasons, where it is from."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from smol_grade.messages import say
from smol_grade.report.visible import visible_text

from ..board.shapes import ModelLine
from ..schema import NOBODYS, EvaluationRecord, Gain, TaskResult
from ..thresholds import MILLION
from .model_choosing import of_model, shared
from .model_sheet import SHARED, ModelSheet
from .model_table import NARROW, finished
from .model_texts import difference, flag, interval, points, reason, samples_of, value
from .project_texts import project_texts
from .table import new_console

CHECKED = 12
"""Digits of a hash that are shown to people; JSON has all."""


def one_as_text(sheet: ModelSheet, line: ModelLine, record: EvaluationRecord) -> str:
    """Return all about a model. `record` is the evaluation that the line stands for."""
    file = io.StringIO()
    console = new_console(file, sheet.width, color=sheet.color, unicode=sheet.unicode)
    language = sheet.language
    console.print(Text(visible_text(line.model), style="bold"))
    for text in _facts(sheet, line):
        console.print(Text(text))
    console.print()
    console.print(_narrow_results(sheet, line, record) if sheet.width < NARROW else _results(sheet, line, record))
    for heading, texts in _sections(sheet, line, record):
        console.print()
        console.print(Text(say(language, heading), style="bold"))
        for text in texts:
            console.print(Text(_hanging(text, sheet.width)))
    console.print()
    if line.model.startswith(NOBODYS):
        return finished(file, sheet)
    console.print(Text(say(language, "models.reproduce"), style="bold"))
    text = finished(file, sheet)
    return f"{text}{line.reproduce}\n"  # in one line, whatever the width: it is there to be copied


def _facts(sheet: ModelSheet, line: ModelLine) -> Iterator[str]:
    language = sheet.language
    if line.model.startswith(NOBODYS):
        yield say(language, "models.withdrawn_means")
    yield say(language, "models.size", size=line.size_class, parameters=f"{line.parameters:,}")
    if line.base:
        yield say(language, "models.from_base", base=line.base)
    if line.units:
        yield say(language, "models.units", units=", ".join(map(visible_text, line.units)))
    if line.reference:
        yield say(language, "models.is_reference")
    elif line.name.strip():
        yield say(language, "models.by", name=visible_text(line.name))
    if line.limit:
        yield say(language, "models.only", samples=samples_of(line.limit, language))
    others = [one for one in of_model(sheet.document, line.model) if one.record != line.record]
    if others:
        ids = ", ".join(one.record[:CHECKED] for one in others)
        yield say(language, "models.others", ids=ids)


def _hanging(text: str, width: int) -> str:
    """Return a paragraph two columns in; what follows a dash stays to the right of it."""
    within = "    " if text.startswith(("- ", "  ")) else "  "
    first = "  " if text.startswith("- ") else within
    return textwrap.fill(
        text.strip(), max(width, 20), initial_indent=first, subsequent_indent=within, break_on_hyphens=False
    )


class _Measured(NamedTuple):
    """One task of the model."""

    rank: str
    result: TaskResult


def _measured(sheet: ModelSheet, line: ModelLine, record: EvaluationRecord) -> list[_Measured]:
    found = []
    for number, head in enumerate(sheet.document.tasks):
        cell = line.cells[number]
        result = next((one for one in record.results if (one.task, one.metric) == head[:2]), None)
        if cell is None or result is None:
            continue
        sign = SHARED if shared(sheet.document, line, number) else ""
        found.append(_Measured("-" if cell.rank is None else f"{cell.rank}{sign}", result))
    return found


def _results(sheet: ModelSheet, line: ModelLine, record: EvaluationRecord) -> Table:
    table = Table(box=box.SIMPLE_HEAD if sheet.unicode else box.ASCII2, pad_edge=False, padding=(0, 1))
    for name in ("task", "value", "interval", "samples", "rank", "over_base"):
        head = say(sheet.language, f"models.{name}")
        table.add_column(head, justify="left" if name == "task" else "right", no_wrap=True)
    gains = {gain.task: gain for gain in record.gains}
    for rank, one in _measured(sheet, line, record):
        bounds = interval(one.low, one.high, one.metric)
        cells = (visible_text(one.task), value(one.value, one.metric), bounds, f"{one.n:,}", rank)
        table.add_row(*map(Text, (*cells, _gain(gains.get(one.task), one))))
    return table


def _narrow_results(sheet: ModelSheet, line: ModelLine, record: EvaluationRecord) -> Text:
    measured = _measured(sheet, line, record)
    wide = max((cell_len(visible_text(one.result.task)) for one in measured), default=0)
    ranks = max((len(one.rank) for one in measured), default=0)
    lines = [say(sheet.language, "models.narrow_head")]
    for rank, one in measured:
        bounds = f"{value(one.value, one.metric)} {interval(one.low, one.high, one.metric)}"
        lines.append(f"  {visible_text(one.task):<{wide}}  {rank:<{ranks}}  {bounds}")
    return Text("\n".join(lines))


def _gain(gain: Gain | None, result: TaskResult) -> str:
    if gain is None:
        return "-"
    return f"{difference(gain.difference, result.metric)} {interval(gain.low, gain.high, result.metric)}"


def _sections(sheet: ModelSheet, line: ModelLine, record: EvaluationRecord) -> Iterator[tuple[str, list[str]]]:
    language = sheet.language
    if line.overfit_gap is not None:
        error = f"{100 * line.overfit_gap_stderr / MILLION:.1f}"
        yield "models.gap_title", [say(language, "models.gap_is", gap=points(line.overfit_gap), stderr=error)]
    if record.gains:
        texts = [_compared(sheet, gain, record) for gain in record.gains]
        yield "models.base_title", [*texts, say(language, "models.base_record", record=record.gains[0].base[:CHECKED])]
    yield "models.counts_title", _counting(sheet, line, record)
    if texts := project_texts(
        record.project, counts=record.counts, model=visible_text(line.model), unit=sheet.project, language=language
    ):
        yield "official_project.title", texts
    if line.flags:
        yield "models.flags_title", [flag(code, language) for code in line.flags]
    yield "models.provenance", list(_provenance(sheet, record))


def _compared(sheet: ModelSheet, gain: Gain, record: EvaluationRecord) -> str:
    metric = next(result.metric for result in record.results if result.task == gain.task)
    sure = "better" if gain.low > 0 else "worse" if gain.high < 0 else "unclear"
    return say(
        sheet.language, f"models.gain_{sure}", task=visible_text(gain.task),
        difference=difference(gain.difference, metric), interval=interval(gain.low, gain.high, metric),
    )  # fmt: skip


def _counting(sheet: ModelSheet, line: ModelLine, record: EvaluationRecord) -> list[str]:
    language = sheet.language
    if line.reference:
        return [say(language, "models.counts_reference")]
    texts = []
    for code in line.counts_not:
        why, fix = reason(code, language)
        texts += [f"- {why}", *([f"  {fix}"] if fix else [])]
    if line.unranked in ("older_protocol", "weak_tier"):
        texts.append(f"- {say(language, f'models.unranked_{line.unranked}_means', tier=line.tier)}")
    if texts:
        return texts
    return [say(language, "models.counts" if record.counts else "models.counts_for_nothing")]


def _provenance(sheet: ModelSheet, record: EvaluationRecord) -> Iterator[str]:
    language, environment = sheet.language, record.environment
    for key, text in (
        ("record", record.id),
        ("commit", record.revision),
        ("weights", record.weights_sha256[:CHECKED]),
        ("protocol", record.protocol),
        ("template", record.template_sha256[:CHECKED]),
        ("measured_at", record.at.replace("T", " ").removesuffix("Z") + " UTC"),
        ("machine", f"{environment.device}, {environment.dtype}, tier {environment.tier}, {environment.platform}"),
    ):
        yield f"{say(language, f'models.{key}')}: {visible_text(text)}"
    for result in record.results:
        text = f"{visible_text(result.data)}, sha256 {result.data_sha256[:CHECKED]}"
        yield say(language, "models.data_of", task=visible_text(result.task), text=text)
        if result.extra:
            numbers = ", ".join(f"{name} {number / MILLION:.3f}" for name, number in sorted(result.extra.items()))
            yield say(language, "models.further", task=visible_text(result.task), text=visible_text(numbers))
        if result.samples:
            yield say(language, "models.samples_of", task=visible_text(result.task), text=visible_text(result.samples))
