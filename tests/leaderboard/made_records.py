"""Hypothesis strategies: small crowds of records with everything that makes ranking hard."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from smol_leaderboard.board.ranking import Result
from smol_leaderboard.schema import AnyRecord, GradeRecord, sealed_record

from .sample_board import UNITS, failure, grade, moment, reveal

DAY = 86_400


@st.composite
def records(draw: st.DrawFn) -> list[AnyRecord]:
    """Return records of a few learners: ties, regrade chains, weak tiers, references, refusals, reveals, races."""
    found: list[AnyRecord] = []
    for request in range(draw(st.integers(0, 12))):
        learner = draw(st.integers(0, 4))
        unit = draw(st.sampled_from(sorted(UNITS)))
        received = draw(st.integers(0, 3 * DAY))
        if draw(st.integers(0, 9)) == 0:
            found.append(failure(learner, "cannot_open", unit, request=request, received=received))
            continue
        reference = draw(st.sampled_from(["", "", "", "", "solution", "base"]))
        before = ""
        for version in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
            one = grade(
                learner,
                unit,
                draw(st.integers(0, 4)),
                request=request,
                received=received,
                at=received + draw(st.integers(0, DAY)),
                supersedes=before,
                tier=draw(st.sampled_from([1, 1, 1, 2, 4])),
                reference=reference,
                suite=f"0.3.{version}+000000000000",
                digits=draw(st.sampled_from(["", "", "a" * 12, "b" * 12])),
            )
            found.append(one)
            before = one.id
        if draw(st.integers(0, 4)) == 0:
            found.append(reveal(one, at=received + 2 * DAY))
        if draw(st.integers(0, 4)) == 0:
            found.append(raced(one, draw(st.integers(0, 2 * DAY)), draw(st.integers(0, 4))))
    return found


def raced(one: GradeRecord, at: int, points: int) -> GradeRecord:
    """Return what another writer made of the same work: the same id, other marks, another time."""
    import msgspec

    other = grade(0, one.unit, points)
    changed = msgspec.structs.replace(one, at=moment(at), points=points, exercises=other.exercises, content_sha256="")
    return sealed_record(changed)


def batches(draw: st.DrawFn, made: Sequence[AnyRecord]) -> list[list[AnyRecord]]:
    """Return records in another order, cut into publishes."""
    mixed = draw(st.permutations(made))
    cuts = sorted(draw(st.lists(st.integers(0, len(made)), max_size=4)))
    return [mixed[start:end] for start, end in zip([0, *cuts], [*cuts, len(mixed)], strict=True)]


def result(record: GradeRecord) -> Result:
    """Return what ranking needs of a grade."""
    return Result(
        record.id, record.request, record.points, record.max_points, record.received_at, record.at, record.supersedes,
        record.model, record.environment.tier == 1,
    )  # fmt: skip
