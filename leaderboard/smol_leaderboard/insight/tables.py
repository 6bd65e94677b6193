"""The Parquet tables, each with an explicit schema: what a course team asks further questions of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ExtraNeeded
from .analysis import Insight
from .clusters import Cluster
from .hints import HintFigures
from .passing import Median, Share
from .privacy import is_few, is_telling, withheld
from .pseudonyms import pseudonyms
from .reading import Gradings

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

SCHEMA_VERSION = 1
ITEM = {"unit": "string", "exercise": "string", "check": "string"}
ATTEMPTS = {
    "learner": "string",
    **ITEM,
    "attempt": "int32",
    "hours": "int32?",
    "passed": "bool",
    "hint": "string",
    "recognised": "string",
    "shape": "string",
}
CHECKS = {
    **ITEM,
    "bonus": "bool",
    "few": "bool",
    "learners": "int32?",
    "first_passed": "int32?",
    "first_share": "double?",
    "first_low": "double?",
    "first_high": "double?",
    "end_passed": "int32?",
    "end_share": "double?",
    "end_low": "double?",
    "end_high": "double?",
    "attempts": "double?",
    "attempts_low": "double?",
    "attempts_high": "double?",
    "hours": "double?",
    "hours_low": "double?",
    "hours_high": "double?",
    "discrimination": "double?",
    "discrimination_low": "double?",
    "discrimination_high": "double?",
    "verdict": "string?",
    "hard": "bool",
}
HINTS = {
    **ITEM,
    "hint": "string",
    "recognised": "string",
    "learners": "int32",
    "shown": "int32",
    "left": "int32?",
    "again": "int32?",
    "passed": "int32?",
    "same": "int32?",
    "other": "int32?",
    "others": "int32?",
    "others_passed": "int32?",
    "whole_exercise": "bool",
    "p": "double?",
    "q": "double?",
    "misleads": "bool",
}
CLUSTERS = {
    "unit": "string",
    "exercise": "string",
    "cluster": "int32",
    "learners": "int32",
    "submissions": "int32",
    "unsolved": "int32?",
    "sure": "bool",
    "worth": "bool",
    "failures": "failures",
    "examples": "texts",
}


def files_of(insight: Insight, key: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each table's name and bytes. `key` is what learners' pseudonyms are made with, see `pseudonyms`."""
    yield "attempts.parquet", _parquet(_attempts(insight.gradings, key))
    yield "checks.parquet", _parquet(_table(CHECKS, _checks(insight)))
    yield "hints.parquet", _parquet(_table(HINTS, map(_hint, insight.hints)))
    yield "clusters.parquet", _parquet(_table(CLUSTERS, map(_cluster, insight.clusters)))


def _schema(kinds: Mapping[str, str]) -> pa.Schema:
    """Return a schema; a kind that ends with `?` may be null."""
    import pyarrow as pa

    failure = [("check", pa.string()), ("shape", pa.string()), ("hint", pa.string()), ("learners", pa.int32())]
    types: dict[str, Callable[[], Any]] = {
        "string": pa.string,
        "int32": pa.int32,
        "double": pa.float64,
        "bool": pa.bool_,
        "texts": lambda: pa.list_(pa.string()),
        "failures": lambda: pa.list_(pa.struct(failure)),
    }
    fields = [pa.field(name, types[kind.rstrip("?")](), nullable=kind.endswith("?")) for name, kind in kinds.items()]
    return pa.schema(fields)


def _table(kinds: Mapping[str, str], rows: Iterator[Mapping[str, object]]) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pylist(list(rows), _schema(kinds))


def _parquet(table: pa.Table) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, table.schema, compression="zstd", use_dictionary=True, store_schema=False) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({"schema_version": str(SCHEMA_VERSION)})
    return bytes(sink.getvalue())


def _attempts(gradings: Gradings, key: bytes) -> pa.Table:
    """Return one row for each check of each submission, by pseudonym: the order of subjects is not to be seen.

    Texts are codes into a list of them until they are written: there are a million rows and few texts.
    """
    import numpy as np
    import pyarrow as pa

    tries = gradings.checks
    names = pseudonyms(gradings.learners, key)
    places = np.argsort(np.argsort(names)).astype(np.int32) if names else np.zeros(0, np.int32)
    learner = places[tries.learner]
    order = np.lexsort((tries.item, tries.submission, learner))
    item, submission = tries.item[order], tries.submission[order]
    attempt = np.array([one.attempt for one in gradings.submissions], np.int32)
    codes, recognised = _recognised(gradings)
    columns = {
        "learner": _texts(learner[order], sorted(names)),
        **{part: _texts(item, [getattr(one, part) for one in tries.items]) for part in ITEM},
        "attempt": pa.array(attempt[submission] if len(attempt) else attempt),
        "hours": pa.array(np.floor(tries.hours[order]), from_pandas=True).cast(pa.int32()),
        "passed": pa.array(tries.passed[order]),
        "hint": _texts(tries.hint[order], gradings.hints),
        "recognised": _texts(codes[order], recognised),
        "shape": _texts(np.where(tries.passed, 0, tries.shape)[order], gradings.shapes),
    }
    fields = [pa.field(name, column.type, nullable=ATTEMPTS[name].endswith("?")) for name, column in columns.items()]
    return pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields))


def _texts(codes: Any, texts: Any) -> pa.Array:
    """Return a column of texts by their codes, equal texts once."""
    import numpy as np
    import pyarrow as pa

    known = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    place = np.array([known[text] for text in texts], np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(place[codes] if len(place) else codes), pa.array(list(known), pa.string())
    )


def _recognised(gradings: Gradings) -> tuple[Any, list[str]]:
    """Return of each row whether its mistake was recognised: codes into a list, and the list; empty for a pass."""
    import numpy as np

    tries, outline = gradings.checks, gradings.outline
    words = ["", "yes", "no", "unsure"]
    pair = tries.item.astype(np.int64) * len(gradings.hints) + tries.hint
    kinds, where = np.unique(pair, return_inverse=True)
    codes = np.array(
        [
            words.index(
                outline.recognised(tries.items[one // len(gradings.hints)], gradings.hints[one % len(gradings.hints)])
            )
            for one in kinds.tolist()
        ],
        np.int32,
    )
    return np.where(tries.passed, 0, codes[where]) if len(kinds) else where.astype(np.int32), words


def _checks(insight: Insight) -> Iterator[dict[str, object]]:
    """Yield a row for each exercise, whose `check` is empty, and for each check."""
    hard = {one.figures.item for one in (*insight.hard_exercises, *insight.hard_checks)}
    for figures in (*insight.exercises, *insight.checks):
        few, found = is_few(figures.learners), insight.discriminations.get(figures.item)
        yield {
            **figures.item._asdict(),
            "bonus": figures.bonus,
            "few": few,
            "learners": None if few else figures.learners,
            **_share("first", figures.first),
            **_share("end", figures.end),
            **_median("attempts", figures.attempts),
            **_median("hours", figures.hours),
            "discrimination": found and found.value,
            "discrimination_low": found and found.low,
            "discrimination_high": found and found.high,
            "verdict": found and str(found.verdict),
            "hard": figures.item in hard,
        }


def _share(name: str, share: Share | None) -> dict[str, object]:
    if share is None:
        return {}
    low, high = share.bounds
    return {f"{name}_passed": share.n, f"{name}_share": share.value, f"{name}_low": low, f"{name}_high": high}


def _median(name: str, median: Median | None) -> dict[str, object]:
    if median is None:
        return {}
    return {name: median.value, f"{name}_low": median.low, f"{name}_high": median.high}


def _hint(one: HintFigures) -> dict[str, object]:
    passed, same, other, left = (
        None if hidden else part for part, hidden in zip(one.parts, withheld(one.parts), strict=True)
    )
    whole = None not in (passed, same, other, left) and not is_few(one.again)
    return {
        **one.item._asdict(),
        "hint": one.hint,
        "recognised": str(one.recognised),
        "learners": one.learners,
        "shown": one.shown,
        "left": left,
        "again": one.again if whole else None,
        "passed": passed,
        "same": same,
        "other": other,
        "others": one.others and one.others.of,
        "others_passed": one.others and one.others.n,
        "whole_exercise": one.whole_exercise,
        "p": one.p,
        "q": one.q,
        "misleads": one.misleads,
    }


def _cluster(one: Cluster) -> dict[str, object]:
    return {
        "unit": one.item.unit,
        "exercise": one.item.exercise,
        "cluster": one.number,
        "learners": one.learners,
        "submissions": one.submissions,
        "unsolved": None if is_telling(one.unsolved, one.learners) else one.unsolved,
        "sure": one.sure,
        "worth": one.worth,
        "failures": [
            {
                "check": told.failure.check,
                "shape": told.failure.shape,
                "hint": told.failure.hint,
                "learners": None if is_telling(told.learners, one.learners) else told.learners,
            }
            for told in one.failures
        ],
        "examples": list(one.examples),
    }


def need_libraries() -> None:
    """Raise `ExtraNeeded` where one of the libraries that tables and statistics are made with is not installed."""
    import importlib.util

    for library, name in (
        ("pyarrow", "pyarrow"),
        ("scipy", "scipy"),
        ("scikit-learn", "sklearn"),
        ("matplotlib", "matplotlib"),
    ):
        if importlib.util.find_spec(name) is None:
            raise ExtraNeeded(library, "operator")
