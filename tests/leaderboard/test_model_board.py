"""Evaluation records -> model board: read with care, the same bytes whatever the order, one file a first two digits."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from smol_leaderboard import layout
from smol_leaderboard.board.evaluations import foreign_evaluation
from smol_leaderboard.board.model_documents import MODEL_COLUMNS, evaluations_file
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.board.shapes import EvaluationsDocument, ModelsDocument
from smol_leaderboard.errors import RecordsGone
from smol_leaderboard.schema import AnyRecord, EvaluationRecord, Gain, canonical, sealed_record

from .made_records import batches, records
from .memory_store import MemoryStore
from .sample_board import UNITS, grade, moment, people, segments, settings, subject
from .sample_evaluations import crowd, evaluation, result
from .test_model_ranking import crowds
from .test_rebuild import begun, document, with_records, without_places


def models(store: MemoryStore) -> ModelsDocument:
    return msgspec.json.decode(store.content["board/models.json"], type=ModelsDocument)


def table(store: MemoryStore) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    found: list[dict[str, Any]] = pq.read_table(io.BytesIO(store.content["board/models.parquet"])).to_pylist()
    return found


def test_a_models_row_has_what_was_measured() -> None:
    """Ranks, intervals, gap, flags, reasons; the base model beside it without a rank; the name from `people/`."""
    base = evaluation(9, (result("loss", 900_000),), reference="sample-base/x", model="sample-base/x", received=5)
    gain = Gain(task="loss", base=base.id, difference=50_000, low=20_000, high=80_000)
    mine = evaluation(
        1, (result("loss", 700_000), result("gsm8k", 50_000), result("heldout", 40_000)), gains=(gain,),
        flags=("near_copy",), received=9,
    )  # fmt: skip
    copied = evaluation(2, (result("loss", 100_000),), counts_not=("copy_of_base", "not_better_than_base"))
    store = with_records(base, mine, copied, grade(1))
    store.content |= people({1: "ada"})
    rebuild(store)
    found = models(store)
    assert (3, "smol-eval-1+0123456789ab", ("135M",)) == (found.evaluations, found.protocol, found.size_classes)
    assert [("loss", True), ("heldout", False), ("gsm8k", False)] == [
        (one.task, one.lower_is_better) for one in found.tasks
    ]
    first, second, third = found.rows
    loss = mine.results[0]
    assert ("learner-1/sample-sft", "ada", "", ("instruction",), "") == (
        first.model, first.name, first.reference, first.units, first.unranked,
    )  # fmt: skip
    assert (1, 400, 700_000, loss.stderr, loss.low, loss.high) == first.cells[0]
    assert (10_000, ("near_copy",)) == (first.overfit_gap, first.flags)
    assert ("counts_not", ("copy_of_base", "not_better_than_base"), None) == (
        second.unranked, second.counts_not, second.overfit_gap,
    )  # fmt: skip
    assert ("reference", "sample-base/x", None) == (third.unranked, third.reference, third.cells[0].rank)
    assert [None, None] == [second.cells[1], third.cells[2]]
    assert moment(600 + 9) == found.as_of


def test_every_evaluation_is_in_its_file_and_in_the_table() -> None:
    """Whole records by the first two digits of their id; the table has a line a task, also of superseded ones."""
    old = evaluation(1, (result("loss", 700_000), result("format", 500_000)))
    new = evaluation(1, (result("loss", 800_000),), supersedes=old.id, at=10_000)
    other = evaluation(1, (result("loss", 600_000),), request=1, counts_not=("no_nonce",))
    store = with_records(old, new, other)
    rebuild(store)
    for one in (old, new, other):
        file = msgspec.json.decode(store.content[evaluations_file(one.id)], type=EvaluationsDocument)
        assert one in file.records
    lines = table(store)
    assert [*MODEL_COLUMNS] == list(lines[0])
    assert {
        (new.id, "loss", 1, ""),
        (old.id, "loss", None, "superseded"),
        (old.id, "format", None, "superseded"),
        (other.id, "loss", None, "another_stands"),
    } == {(line["record"], line["task"], line["rank"], line["unranked"]) for line in lines}
    assert [800_000, '["no_nonce"]'] == [
        lines[0]["value"],
        next(x for x in lines if x["unranked"][0:1] == "a")["counts_not"],
    ]
    note = (Path(__file__).parents[2] / "docs" / "design" / "0009-the-board.md").read_text("utf-8")
    assert [] == [name for name in MODEL_COLUMNS if name not in note]


@tuned(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_order_batches_and_steps_change_no_byte(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Grades and evaluations, from scratch or one publish after the other with a state: the same board."""
    made: list[AnyRecord] = [*data.draw(crowds()), *data.draw(records())]
    whole = with_records(*made)
    rebuild(whole)
    steps = begun()
    folder = tmp_path_factory.mktemp("state")
    for batch in batches(data.draw, made):
        steps.content |= segments(batch)
        steps.revision += 1
        rebuild(steps, folder)
    assert without_places(whole) == without_places(steps)
    scratch = MemoryStore({path: content for path, content in steps.content.items() if not path.startswith("board/")})
    rebuild(scratch)
    assert scratch.board() == steps.board()


def test_a_new_evaluation_rewrites_only_its_own_files(tmp_path: Path) -> None:
    """Other evaluations' files and other days' tables stay as they are."""
    store = with_records(*(one for one, _ in crowd(2, 12)))
    rebuild(store, tmp_path)
    new = evaluation(77, received=86_400)
    store.content |= segments([new])
    store.revision += 1
    done = rebuild(store, tmp_path)
    assert [evaluations_file(new.id)] == [path for path in done.changed if path.startswith("board/evaluations/")]
    assert ["board/records/2026-09-02.parquet"] == [path for path in done.changed if "/records/" in path]


def test_evaluations_are_records_like_others() -> None:
    """They count among the records, stand in their day's table, and are missed when they vanish; no grade is theirs."""
    store = with_records(evaluation(1), evaluation(2, received=86_400))
    assert 2 == rebuild(store).records
    assert [] == document(store, "board")["rows"]
    assert [] == document(store, "status")["recent"]
    assert ["2026-09-01", "2026-09-02"] == [path[-18:-8] for path in sorted(store.content) if "board/records/" in path]
    for path in [path for path in store.content if path.startswith("records/evaluation/")][:1]:
        del store.content[path]
    with pytest.raises(RecordsGone):
        rebuild(store)


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_evaluations_of_one_id_the_earlier_counts(tmp_path: Path, first: int) -> None:
    """Whichever is read first; the other is set apart."""
    early = evaluation(1, (result("loss", 700_000),))
    late = sealed_record(
        msgspec.structs.replace(early, at=moment(9_999), results=(result("loss", 100_000),), content_sha256="")
    )
    store = begun()
    for one in (early, late) if first == 0 else (late, early):
        store.content |= segments([one])
        store.revision += 1
        rebuild(store, tmp_path)
    assert [700_000] == [row.cells[0].value for row in models(store).rows if row.cells[0]]
    assert ["published_twice"] == [entry["reason"] for entry in document(store, "quarantine")["entries"]]
    assert 1 == len(table(store))


def test_a_practice_board_ranks_every_tier(tmp_path: Path) -> None:
    """Elsewhere a weak tier's evaluation is shown without a rank."""
    store = with_records(evaluation(1, tier=3))
    rebuild(store, tmp_path)
    assert ["weak_tier"] == [row.unranked for row in models(store).rows]
    store.content[layout.SETTINGS] = canonical(settings(practice=True))
    rebuild(store, tmp_path)
    assert [("", 1)] == [(row.unranked, row.cells[0].rank) for row in models(store).rows if row.cells[0]]


def test_a_board_without_evaluations_has_an_empty_model_board() -> None:
    """A document without rows, a table with one line that says nothing."""
    store = with_records(grade(1))
    rebuild(store)
    assert ((), (), "", 0) == (
        models(store).rows,
        models(store).tasks,
        models(store).protocol,
        models(store).evaluations,
    )
    assert [("", 0)] == [(line["task"], line["n"]) for line in table(store)]


def changed(**changes: Any) -> EvaluationRecord:
    return msgspec.structs.replace(evaluation(1), **changes)


def with_result(**changes: Any) -> EvaluationRecord:
    return changed(results=(msgspec.structs.replace(result("gsm8k", 400_000), **changes),))


def in_environment(**changes: Any) -> EvaluationRecord:
    return changed(environment=msgspec.structs.replace(evaluation(1).environment, **changes))


BAD = {
    "a model that is no Hub id": changed(model="<b>x</b>/y"),
    "a model with a slash more": changed(model="a/b/c"),
    "a model of another alphabet": changed(model="аda/model"),
    "a learner's model without a user": changed(model="SmolLM2"),
    "a short revision": changed(revision="abc1234"),
    "a branch": changed(revision="main"),
    "a base that is a path": changed(base="../base"),
    "an unknown unit": changed(unit="elsewhere"),
    "no unit": changed(unit=""),
    "no request": changed(request=""),
    "a request with a slash": changed(request="a/b"),
    "weights that are no hash": changed(weights_sha256="x" * 64),
    "a template that is no hash": changed(template_sha256=""),
    "a submitted template that is no hash": changed(submitted_template_sha256="f" * 63),
    "another size class": changed(size_class="huge"),
    "a size class with a line break": changed(size_class="135M\n"),
    "a protocol without a hash": changed(protocol="smol-eval-1"),
    "no parameters": changed(parameters=0),
    "a limit below zero": changed(limit=-1),
    "a limit that is too large": changed(limit=2**31),
    "parameters beyond what browsers count": changed(parameters=2**53 + 1),
    "a flag that is a sentence": changed(flags=("it is a copy",)),
    "too many flags": changed(flags=tuple(f"f{n}" for n in range(101))),
    "a reason that is markup": changed(counts_not=("<b>",), counts=False),
    "it counts and it does not": changed(counts_not=("overfit",)),
    "no results": changed(results=()),
    "two results of one task": changed(results=(result("loss", 1_000_000), result("loss", 900_000))),
    "a task with a slash": with_result(task="a/b"),
    "an unknown metric": with_result(metric="vibes"),
    "a value outside its interval": with_result(low=500_000),
    "a proportion above one": with_result(value=1_000_001, high=1_000_002),
    "a proportion below zero": with_result(low=-1),
    "no samples": with_result(n=0),
    "a number beyond the table": with_result(n=2**31),
    "a standard error below zero": with_result(stderr=-1),
    "an extra that is no name": with_result(extra={"__proto__<": 1}),
    "an extra that is too large": with_result(extra={"flexible": 2**53 + 1}),
    "data with a control": with_result(data="openai\x1b[2J"),
    "data that is long": with_result(data="x" * 201),
    "data without a hash": with_result(data_sha256=""),
    "samples without a hash": with_result(samples_sha256="0"),
    "samples elsewhere": with_result(samples="people/x.json"),
    "samples outside": with_result(samples="samples/../course.json"),
    "samples that hide": with_result(samples="samples/.x"),
    "samples at an address": with_result(samples="samples//evil.invalid/x"),
    "a gain of another task": changed(gains=(Gain(task="format", base="ab" * 32, difference=1, low=0, high=2),)),
    "a gain over no record": changed(gains=(Gain(task="loss", base="base", difference=1, low=0, high=2),)),
    "a gain outside its interval": changed(gains=(Gain(task="loss", base="ab" * 32, difference=3, low=0, high=2),)),
    "a gap above one": changed(overfit_gap=1_000_001),
    "a gap with a negative error": changed(overfit_gap_stderr=-1),
    "a cohort with a direction": changed(cohort="2026\u202e"),
    "a device with a line break": in_environment(device="cpu\n::error::"),
    "a tier that is none": in_environment(tier=5),
    "threads below zero": in_environment(threads=-1),
    "versions that are long": in_environment(versions={"torch": "x" * 201}),
    "many versions": in_environment(versions={f"v{n}": "1" for n in range(101)}),
    "a commitment that is none": changed(seed_commitment="no"),
    "a project that lacks what no project can lack": changed(project=("be_generous",)),
    "a project that lacks something with a direction": changed(project=("no_use\u202e",)),
    "a project that lacks something twice": changed(project=("no_use", "no_use")),
    "a reference that is a project": msgspec.structs.replace(
        evaluation(9, reference="base", model="ana/base"), project=()
    ),
    "it supersedes a name": changed(supersedes="the one before"),
    "a time that is none": changed(received_at="yesterday"),
    "a subject that is a name": changed(subject="ada"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_foreign_evaluation_is_set_apart_and_the_rest_stands(name: str) -> None:
    """Its line and the reason are told; the good one of the same segment is on the board."""
    lines = [canonical(evaluation(2)), canonical(sealed_record(msgspec.structs.replace(BAD[name], content_sha256="")))]
    content = b"\n".join(lines) + b"\n"
    store = begun(**{layout.segment("evaluation", "2026-09", content): content})
    rebuild(store)
    assert [(2, "foreign")] == [(one["line"], one["reason"]) for one in document(store, "quarantine")["entries"]]
    assert [subject(2)] == [row.subject for row in models(store).rows]


def test_a_reference_needs_no_request_and_no_hub_id() -> None:
    """A base model's name may be any plain text, its unit and its time of reception empty; hidden characters are not."""
    good = evaluation(9, reference="SmolLM2-135M (dequantised)", model="SmolLM2-135M (dequantised)")
    store = with_records(good)
    rebuild(store)
    assert [good.id] == [row.record for row in models(store).rows]
    assert foreign_evaluation(msgspec.structs.replace(good, reference="a\u200bb"), UNITS)
    assert foreign_evaluation(msgspec.structs.replace(good, model=""), UNITS)


def test_every_sample_of_the_crowd_is_on_the_board() -> None:
    """What other tests show is read without a complaint."""
    made = [one for one, _ in crowd(5, 24)]
    store = with_records(*made)
    rebuild(store)
    assert 0 == document(store, "quarantine")["total"]
    found = models(store)
    assert len(made) == found.evaluations == len(found.rows)
    assert {"", "reference", "counts_not"} == {row.unranked for row in found.rows}
    assert json.loads(store.content["board/index.json"])["files"].keys() >= {evaluations_file(one.id) for one in made}
