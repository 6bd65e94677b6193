"""What in an evaluation record cannot be of a board: its texts, numbers and names are checked before they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ..layout import SAMPLES
from ..project import LACKS
from ..schema import EvaluationRecord, TaskResult
from .model_ranking import LOWER_IS_BETTER, METRICS, PROTOCOL

HEX40 = re.compile(r"[0-9a-f]{40}")
HEX64 = re.compile(r"[0-9a-f]{64}")
HUB_ID = re.compile(r"\w[\w.-]{0,95}/\w[\w.-]{0,95}", re.ASCII)
SIZE_CLASS = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,2})?[MB]")
CODE = re.compile(r"[a-z0-9_]{1,64}")
TASK = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
SAMPLES_FILE = re.compile(
    rf"{SAMPLES}(?:[a-zA-Z0-9_-][a-zA-Z0-9._-]{{0,95}}/){{0,4}}[a-zA-Z0-9_-][a-zA-Z0-9._-]{{0,95}}"
)
LONGEST_TEXT = 200
MOST = 100
"""Tasks, flags, versions and further numbers of one record."""
LARGEST = 2**31 - 1
LARGEST_EXACT = 2**53
"""The last whole number up to which a browser tells all of them apart."""
MILLION = 1_000_000


def foreign_evaluation(record: EvaluationRecord, units: Mapping[str, int]) -> str:
    """Return what cannot be of this board, empty if nothing. `id`, `subject` and the times are looked at elsewhere."""
    return next(_problems(record, units), "")


def _problems(record: EvaluationRecord, units: Mapping[str, int]) -> Iterator[str]:
    yield from _of_its_origin(record, units)
    yield from _of_its_model(record)
    yield from _of_its_codes(record)
    yield from _of_its_results(record)
    environment = record.environment
    versions = environment.versions
    texts = [environment.python, environment.platform, environment.isolation, environment.device, environment.dtype]
    texts += [record.cohort, record.reference, *versions.keys(), *versions.values()]
    if not all(map(is_plain, texts)) or len(versions) > MOST:
        yield "a text is too long, or not only of what can be seen"
    numbers = (environment.threads, environment.batch_size, record.limit, record.parameters)
    if not all(0 <= number <= LARGEST_EXACT for number in numbers) or environment.tier not in range(1, 5):
        yield "a number is out of range"
    if record.limit > LARGEST or not 1 <= record.parameters:
        yield "limit or parameters are out of range"


def _of_its_origin(record: EvaluationRecord, units: Mapping[str, int]) -> Iterator[str]:
    of_nobody = bool(record.reference)
    if record.unit not in units and not (of_nobody and not record.unit):
        yield f"unit {record.unit!r}"
    if not record.request and not of_nobody:
        yield "request is empty, and it is no reference row"
    if record.request and not CODE.fullmatch(record.request):
        yield "request is not the key of one"
    if not all(HEX64.fullmatch(text) for text in (record.supersedes, record.seed_commitment) if text):
        yield "supersedes or seed_commitment is not 64 hexadecimal digits"


def _of_its_model(record: EvaluationRecord) -> Iterator[str]:
    if not HUB_ID.fullmatch(record.model) and not (record.reference and is_plain(record.model) and record.model):
        yield "model is not the name of one"
    if record.base and not HUB_ID.fullmatch(record.base):
        yield "base is not USER/NAME"
    if not HEX40.fullmatch(record.revision):
        yield "revision is not 40 hexadecimal digits"
    if not HEX64.fullmatch(record.weights_sha256) or not HEX64.fullmatch(record.template_sha256):
        yield "weights_sha256 or template_sha256 is not 64 hexadecimal digits"
    if record.submitted_template_sha256 and not HEX64.fullmatch(record.submitted_template_sha256):
        yield "submitted_template_sha256 is not 64 hexadecimal digits"
    if not SIZE_CLASS.fullmatch(record.size_class):
        yield f"size_class {record.size_class!r}"
    if not PROTOCOL.fullmatch(record.protocol):
        yield f"protocol {record.protocol!r}"


def _of_its_codes(record: EvaluationRecord) -> Iterator[str]:
    if not _codes(record.flags) or not _codes(record.counts_not):
        yield "flags or counts_not are not codes"
    lacks = record.project or ()
    if record.reference and record.project is not msgspec.UNSET:
        yield "it is a reference, and says what a project lacks"
    if not LACKS.issuperset(lacks) or len(set(lacks)) < len(lacks):
        yield "project is not codes of what a project can lack, each once"
    if record.counts and record.counts_not:
        yield "it counts, and says why it does not"


def _of_its_results(record: EvaluationRecord) -> Iterator[str]:
    names = [result.task for result in record.results]
    if not 1 <= len(names) <= MOST or len(set(names)) < len(names):
        yield "no results, too many, or two of one task"
    for result in record.results:
        yield from _of_a_result(result)
    for gain in record.gains:
        if gain.task not in names or not HEX64.fullmatch(gain.base):
            yield "a gain is of another task, or over no record"
        if not -LARGEST <= gain.low <= gain.difference <= gain.high <= LARGEST:
            yield "a gain is not within its interval"
    if abs(record.overfit_gap) > MILLION or not 0 <= record.overfit_gap_stderr <= MILLION:
        yield "overfit_gap is out of range"


def _of_a_result(result: TaskResult) -> Iterator[str]:
    if not TASK.fullmatch(result.task) or result.metric not in METRICS:
        yield "task or metric is not a name"
        return
    most = LARGEST if result.metric in LOWER_IS_BETTER else MILLION
    if not 0 <= result.low <= result.value <= result.high <= most or not 0 <= result.stderr <= most:
        yield f"{result.task}: the value is not within its interval, or out of range"
    if not 1 <= result.n <= LARGEST:
        yield f"{result.task}: n is out of range"
    if not _codes(result.extra) or any(abs(number) > LARGEST_EXACT for number in result.extra.values()):
        yield f"{result.task}: extra is not names with numbers"
    if not is_plain(result.data) or not HEX64.fullmatch(result.data_sha256):
        yield f"{result.task}: data or data_sha256"
    if not HEX64.fullmatch(result.samples_sha256) or (result.samples and not SAMPLES_FILE.fullmatch(result.samples)):
        yield f"{result.task}: samples or samples_sha256"


def is_plain(text: str) -> bool:
    """Return whether a text is short and nothing in it does more than show itself."""
    return len(text) <= LONGEST_TEXT and text.isprintable()


def _codes(found: Iterable[str]) -> bool:
    codes = list(found)
    return len(codes) <= MOST and all(map(CODE.fullmatch, codes))
