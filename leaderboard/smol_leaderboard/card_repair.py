"""Mending a learner's own model card: changes the lines that are wrong and no other, and invents nothing.

The metadata is changed by key, as text, so that its order, unknown keys and comments stay as the learner wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from smol_grade.intake import read_named

from .errors import OperatorError
from .model_errors import CardUnusable
from .safety.card import PIPELINE, TAG

NAME = "README.md"
LARGEST = 2**20
PLACEHOLDER = re.compile(
    r"^[ \t]*(?:[-*][ \t]+\*\*[^*\n]+\*\*:?[ \t]*)?\[More Information Needed\][ \t]*\n?", re.MULTILINE
)
"""A line that says nothing but that nobody has filled it in."""
BEGIN, END = "<!-- smol-grade evaluation -->", "<!-- end of smol-grade evaluation -->"
BLOCK = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)
EVALUATION = re.compile(r"^#{1,6}[ \t]+(?:evaluation|evaluación)\b.*$", re.IGNORECASE | re.MULTILINE)
LAST = re.compile(r"^#{1,3}[ \t]+(?:citations?|framework versions|citas?)\b.*$", re.IGNORECASE | re.MULTILINE)
KEY = re.compile(r"^(?P<quote>[\"']?)(?P<key>[A-Za-z_][\w.-]*)(?P=quote)[ \t]*:(?:[ \t]|$)")


class Wanted(NamedTuple):
    """What the learner says that a card should hold; empty: as it is."""

    base: str = ""
    license: str = ""
    datasets: tuple[str, ...] = ()
    nonce: str = ""
    results: str = ""
    """A table in Markdown, see `results_table`."""


def repaired(text: str, wanted: Wanted, title: str = "") -> str:
    """Return a card's text, mended; the same text where nothing is to mend. `title` is for a card that is new.

    Raises `CardUnusable` where the metadata is no YAML that can be mended.
    """
    head, body = _split(text)
    data = _parsed(head)
    head = _with_keys(head, _changes(data, wanted))
    body = PLACEHOLDER.sub("", body)
    if not body.strip() and title:
        body = f"\n# {title}\n"
    if wanted.results:
        body = _with_results(body, wanted.results)
    made = f"---\n{head}---\n{body}"
    return text if made == text.replace("\r\n", "\n").removeprefix("\ufeff") else made


def _split(text: str) -> tuple[str, str]:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    found = re.match(r"\s*---[ \t]*\n((?:.*\n)*?)---[ \t]*(?:\n|$)", text)
    return (found[1], text[found.end() :]) if found else ("", "\n" + text if text else "")


def _parsed(head: str) -> dict[str, Any]:
    import yaml  # type: ignore[import-untyped]

    try:
        data = yaml.safe_load(head)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 2}: " if mark is not None else ""
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise CardUnusable(NAME, f"{where}{problem}") from None
    if data is not None and not isinstance(data, dict):
        raise CardUnusable(NAME, "no mapping of names to values between the lines of ---")
    return data or {}


def _changes(data: dict[str, Any], wanted: Wanted) -> dict[str, Any]:
    """Return the keys to set, None for one to remove."""
    changes: dict[str, Any] = {}
    if "licence" in data:  # TRL's misspelt key; whoever wrote a true license there meant the right one
        changes["licence"] = None
        if not data.get("license") and data["licence"] not in ("license", "", None) and not wanted.license:
            changes["license"] = data["licence"]
    if wanted.license and data.get("license") != wanted.license:
        changes["license"] = wanted.license
    if wanted.base and not data.get("base_model"):
        changes["base_model"] = wanted.base
    if data.get("pipeline_tag") != PIPELINE:
        changes["pipeline_tag"] = PIPELINE
    tags = _listed(data.get("tags"))
    if TAG not in tags:
        changes["tags"] = [*tags, TAG]
    datasets = _listed(data.get("datasets"))
    more = [name for name in wanted.datasets if name not in datasets]
    if more:
        changes["datasets"] = [*datasets, *more]
    course = data.get("smol_course")
    course = course if isinstance(course, dict) else {}
    if wanted.nonce and course.get("nonce") != wanted.nonce:
        changes["smol_course"] = {**course, "nonce": wanted.nonce}
    return changes


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else [value] if isinstance(value, str) and value else []


def _with_keys(head: str, changes: Mapping[str, Any]) -> str:
    """Return the metadata with keys set or removed; all other lines stay as they are."""
    import yaml

    lines = head.splitlines(keepends=True)
    for key, value in changes.items():
        new = "" if value is None else yaml.safe_dump({key: value}, sort_keys=False, allow_unicode=True)
        start = next((at for at, line in enumerate(lines) if (found := KEY.match(line)) and found["key"] == key), None)
        if start is None:
            lines.append(new)
            continue
        end = start + 1
        while end < len(lines) and (lines[end].startswith((" ", "\t", "- ")) or lines[end].rstrip() == "-"):
            end += 1
        lines[start:end] = [new]
    made = "".join(lines)
    before, after = _parsed(head), _parsed(made)
    expected = {
        name: value for name, value in {**before, **changes}.items() if value is not None or name not in changes
    }
    if after != expected:  # a spelling of YAML that lines do not show, such as one mapping in braces
        return str(yaml.safe_dump(expected, sort_keys=False, allow_unicode=True))
    return made


def _with_results(body: str, table: str) -> str:
    block = f"{BEGIN}\n{table}\n{END}"
    if BLOCK.search(body):
        return BLOCK.sub(lambda _: block, body, count=1)
    heading = EVALUATION.search(body)
    if heading:
        return f"{body[: heading.end()]}\n\n{block}\n{body[heading.end() :]}"
    last = LAST.search(body)
    at = last.start() if last else len(body)
    before = body[:at].rstrip("\n")
    return f"{before}\n\n## Evaluation\n\n{block}\n" + (f"\n{body[at:]}" if last else "")


def results_table(path: Path) -> str:
    """Return the results of a JSON file of `smol-grade evaluate` or lm-eval as a table in Markdown.

    Raises `OperatorError` where it holds none.
    """
    try:
        content = read_named(path, 50 * LARGEST + 1)
        if len(content) > 50 * LARGEST:
            raise OperatorError(f"{path} is larger than {50 * LARGEST} bytes")
        read = msgspec.json.decode(content, type=_Results)
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise OperatorError(f"{path} holds no results: `smol-grade evaluate MODEL --output FILE` writes them") from None
    rows = [row for task, metrics in sorted(read.results.items()) for row in _rows(task, metrics, read.samples)]
    if not rows:
        raise OperatorError(f"{path} holds no result")
    head = ["| Task | Samples | Metric | Filter | Value | Standard error |", "|---|---:|---|---|---:|---:|"]
    return "\n".join(head + rows)


class _Results(msgspec.Struct):
    """What is read of lm-eval's JSON."""

    results: dict[str, dict[str, Any]]
    samples: dict[str, Any] = msgspec.field(default={}, name="n-samples")


def _rows(task: str, metrics: dict[str, Any], samples: dict[str, Any]) -> list[str]:
    counted = samples.get(task)
    count = counted.get("effective", "") if isinstance(counted, dict) else metrics.get("sample_len", "")
    rows = []
    for key, value in metrics.items():
        metric, _, kept = key.partition(",")
        if "," not in key or metric.endswith("_stderr") or type(value) not in (int, float):
            continue
        error = metrics.get(f"{metric}_stderr,{kept}")
        shown = f"{error:.4f}" if type(error) in (int, float) else ""
        cells = (task, count, metric, "" if kept == "none" else kept, f"{value:.4f}", shown)
        rows.append("| " + " | ".join(re.sub(r"[|\s]+", " ", str(cell)) for cell in cells) + " |")
    return rows


def read_text(path: Path) -> str:
    """Return the text of a card, empty where there is none; raise `CardUnusable` for what is no text of fair size."""
    try:
        content = read_named(path, LARGEST + 1)
        if len(content) > LARGEST:
            raise CardUnusable(str(path), f"larger than {LARGEST} bytes")
        return content.decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise CardUnusable(str(path), f"not UTF-8 at byte {error.start}") from None
    except OSError as error:
        raise CardUnusable(str(path), error.strerror or str(error)) from error


def with_nonce(text: str, nonce: str) -> str:
    """Return a card's text with the nonce in its metadata and nothing else changed. Raises `CardUnusable`."""
    head, body = _split(text)
    course = _parsed(head).get("smol_course")
    course = course if isinstance(course, dict) else {}
    if course.get("nonce") == nonce:
        return text
    return f"---\n{_with_keys(head, {'smol_course': {**course, 'nonce': nonce}})}---\n{body}"
