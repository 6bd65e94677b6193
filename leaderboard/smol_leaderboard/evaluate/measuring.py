"""One task: lm-eval asks our model, its logged samples become ours, and they become a number with its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..schema import TaskResult
from ..tasks import borrowed, data
from ..tasks.benchmark import Document, Reply
from ..tasks.borrowed import BORROWED
from ..tasks.catalogue import OWN
from . import samples, statistics
from .journal import Journal, key
from .room import TaskRoom

if TYPE_CHECKING:
    from lm_eval.api.model import LM

SECRET = frozenset({"heldout"})
"""Their samples are not published."""


def rows_of(task: str, source: data.Source, limit: int) -> data.Rows:
    """Return the rows that a task uses. Raises `NoData`, `BadData`."""
    return data.rows_of(task, source, limit) if task in OWN else borrowed.borrowed_rows(task, source, limit)


def measure(task: str, rows: data.Rows, room: TaskRoom, model: Callable[[Journal], LM]) -> TaskResult:
    """Measure one task and keep what came out; `model` makes lm-eval's model over a journal."""
    from ..tasks.harness import ChatTask

    documents: list[Document] = OWN[task].documents(rows.rows) if task in OWN else []
    made: Any
    journal = Journal(room.journal)

    def heard(prompt: str, stops: Sequence[str], most: int) -> Reply:
        told = journal.get(key("generate", prompt, "", stops, most)) or {}
        return Reply(str(told.get("text", "")), str(told.get("ended", "")), int(told.get("tokens", 0)))

    if task in OWN:
        asked = (OWN[task].stops, OWN[task].max_new_tokens)
        made = ChatTask(OWN[task], documents, lambda prompt: heard(prompt, *asked))
    else:
        made = borrowed.borrowed_task(task, rows)
    found = _evaluated(task, made, model(journal))
    logged = found.pop("samples")[task]
    found["n-samples"][task]["original"] = rows.total
    lines = samples.read_off(task, logged, documents, heard)
    result = result_of(task, lines, rows)
    room.keep(samples.as_jsonl(lines), report_of(task, found, logged, lines), result)
    return result


def _evaluated(task: str, made: Any, model: LM) -> dict[str, Any]:
    from lm_eval import evaluator

    found: dict[str, Any] = evaluator.evaluate(
        model,
        {"tasks": {task: made}, "groups": {}, "group_map": {}},
        bootstrap_iters=0,  # ours are in closed form
        apply_chat_template=task in OWN or BORROWED[task].chat,
        fewshot_as_multiturn=True,
    )
    return found


def result_of(task: str, lines: Sequence[samples.Sample], rows: data.Rows) -> TaskResult:
    """Return a task's number and interval, in millionths, as records hold them."""
    import hashlib

    metric = OWN[task].metric if task in OWN else "accuracy"
    totals, weights = [one.total for one in lines], [one.weight for one in lines]
    found = statistics.ratio(totals, weights) if metric == "bits_per_byte" else statistics.proportion(totals)
    whole = statistics.millionths
    return TaskResult(
        task=task,
        metric=metric,
        n=len(lines),
        value=whole(found.value),
        stderr=whole(found.stderr),
        low=whole(max(0.0, found.low)),
        high=whole(found.high),
        extra={name: whole(value) for name, value in sorted(means(lines).items())},
        data=rows.data,
        data_sha256=rows.sha256,
        samples_sha256=hashlib.sha256(samples.as_jsonl(lines)).hexdigest(),
    )


def means(lines: Sequence[samples.Sample]) -> dict[str, float]:
    """Return the mean of each further number over the samples that have it; what was generated adds its length."""
    names = {name for line in lines for name in line.extra}
    found = {
        name: math.fsum(values) / len(values)
        for name in names
        if (values := [line.extra[name] for line in lines if name in line.extra])
    }
    replies = [reply for line in lines for reply in line.replies if "tokens" in reply]
    if replies:
        found["mean_tokens"] = math.fsum(reply["tokens"] for reply in replies) / len(replies)
        found["ran_out"] = sum(reply["ended"] == "length" for reply in replies) / len(replies)
    return found


def report_of(
    task: str, found: dict[str, Any], logged: Sequence[dict[str, Any]], lines: Sequence[samples.Sample]
) -> dict[str, Any]:
    """Return lm-eval's own results with the standard errors that it leaves out when it does not draw for them."""
    report = {name: value for name, value in found.items() if name != "group_subtasks"}
    numbers = report["results"][task]
    for name in [name for name in numbers if "_stderr," in name]:
        metric, _, used = name.partition("_stderr,")
        values = [line[metric] for line in logged if line["filter"] == used and metric in line]
        if values and all(isinstance(value, (int, float)) for value in values):
            numbers[name] = statistics.proportion([float(value) for value in values]).stderr
        elif metric == "bits_per_byte":
            numbers[name] = statistics.ratio([one.total for one in lines], [one.weight for one in lines]).stderr
    report["configs"][task].pop("custom_dataset", None)
    report["samples"] = {task: [_logged(line) for line in logged]}
    plain: dict[str, Any] = _plain(report)
    return plain


def _logged(line: dict[str, Any]) -> dict[str, Any]:
    """Return a sample as lm-eval logs it, without the prompt, whose hash stays: it is long and the same examples."""
    return {name: value for name, value in line.items() if name != "arguments"}


def _plain(value: Any) -> Any:
    """Return a value of JSON's types: NumPy's numbers among them become Python's."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int) or hasattr(value, "__index__"):
        return int(value)
    return float(value) if isinstance(value, float) or hasattr(value, "__float__") else str(value)


def published_name(month: str, record: str, task: str) -> str:
    """Return where a task's samples stand in the store; empty while they are secret."""
    from .. import layout

    return "" if task in SECRET else layout.samples(month, record, task)


__all__ = ["measure", "published_name", "result_of", "rows_of"]
