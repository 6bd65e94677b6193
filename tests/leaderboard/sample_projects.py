"""Made-up final projects: evaluations that rank or do not, with gains, in cohorts, and the requests they came with."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from smol_grade.records import Language
from smol_leaderboard.schema import (
    NOBODYS,
    EvaluationRecord,
    Gain,
    ProjectEntry,
    RequestRecord,
    TaskResult,
    record_id,
    sealed_record,
)

from .sample_board import moment
from .sample_evaluations import LATER_PROTOCOL, PROTOCOL, digest, evaluation, result

COHORTS = ("2026-09", "2027-01")
SUMMARY = """A model that tells tides from waves, and says when the next high water comes to a harbour.

It was tuned on notes that I took by the sea for a whole year, and on nothing else at all."""


def gain(difference: int, low: int = -1, high: int = -1, task: str = "loss") -> Gain:
    """Return a made-up gain over a made-up base, by default sure within 10 millionths."""
    bounds = (difference - 10 if low == -1 else low, difference + 10 if high == -1 else high)
    return Gain(task=task, base=digest("base"), difference=difference, low=bounds[0], high=bounds[1])


def measured(
    learner: int,
    *,
    loss: tuple[int, int, int] = (),  # type: ignore[assignment]
    heldout: tuple[int, int, int] = (),  # type: ignore[assignment]
    gains: tuple[Gain, ...] = (),
    cohort: str = COHORTS[0],
    parameters: int = 0,
    project: tuple[str, ...] | None = None,
    **rest: Any,
) -> EvaluationRecord:
    """Return a made-up evaluation. Results are (low, value, high) in millionths."""
    results = [
        result(task, bounds[1], low=bounds[0], high=bounds[2])
        for task, bounds in (("loss", loss), ("heldout", heldout))
        if bounds
    ]
    one = evaluation(learner, tuple(results), gains=gains, **rest)
    changes: dict[str, Any] = {"cohort": cohort, "content_sha256": ""}
    if parameters:
        changes["parameters"] = parameters
    if project is not None:
        changes["project"] = project
    return sealed_record(msgspec.structs.replace(one, **changes))


def request_of(
    one: EvaluationRecord, summary: str = SUMMARY, language: Language = "en", demo: str = "", at: str = ""
) -> RequestRecord:
    """Return the request that handed a project in; an empty summary: without a text."""
    sealed = digest("sealed", one.request)
    return sealed_record(
        RequestRecord(
            id=record_id("request", one.request, sealed),
            subject=one.subject,
            at=at or moment(0),
            request=one.request,
            unit=one.unit,
            attempt=1,
            received_at=one.received_at,
            sealed_sha256=sealed,
            sealed="c2VhbGVk",
            smol_grade="0.3.0",
            model=one.model,
            entry=ProjectEntry(summary=summary, language=language, demo=demo) if summary else msgspec.UNSET,
        )
    )


def project(learner: int, **rest: Any) -> EvaluationRecord:
    """Return a made-up evaluation of a project that lacks nothing."""
    return measured(learner, project=rest.pop("project", ()), unit=rest.pop("unit", "evaluation"), **rest)


bounds = st.tuples(st.integers(0, 30), st.integers(0, 6), st.integers(0, 6)).map(
    lambda t: (max(0, t[0] - t[1]), t[0], t[0] + t[2])
)
gains_ = st.tuples(st.integers(-6, 20), st.integers(0, 8), st.integers(0, 8)).map(
    lambda t: gain(t[0], t[0] - t[1], t[0] + t[2])
)


@st.composite
def crowds(draw: st.DrawFn, *, tangled: bool = True) -> list[EvaluationRecord]:
    """Return a few evaluations; tangled ones with everything that makes choosing hard."""
    made: list[EvaluationRecord] = []

    def of(*values: Any) -> Any:
        return draw(st.sampled_from(values)) if tangled else values[0]

    for number in range(draw(st.integers(0, 8))):
        learner = draw(st.integers(0, 3)) if tangled else number
        size = draw(st.sampled_from(["135M", "1.7B"]))
        reference = of("", "", "", "", "base")
        one = measured(
            learner,
            loss=draw(bounds),
            heldout=draw(st.one_of(st.just(()), bounds)),  # type: ignore[arg-type]
            gains=tuple(draw(st.lists(gains_, max_size=2))),
            cohort=draw(st.sampled_from(COHORTS)),
            parameters=draw(st.integers(1, 3)),
            unit=draw(st.sampled_from(["instruction", "preference"])),
            model=of("", "", f"{NOBODYS}{digest(learner)[:12]}-1"),
            request=number,
            received=of(number, 0, 5),
            at=10 + of(number, 0, 5),
            size_class=size,
            protocol=of(PROTOCOL, PROTOCOL, LATER_PROTOCOL),
            limit=of(0, 8, 0, 16),
            tier=of(1, 1, 1, 2),
            counts_not=of((), (), (), ("overfit",)),
            reference=reference,
            supersedes=made[-1].id if made and of(False, True) else "",
        )
        made.append(one)
    return made


def results_of(one: EvaluationRecord) -> dict[str, TaskResult]:
    """Return a record's results by task."""
    return {found.task: found for found in one.results}
