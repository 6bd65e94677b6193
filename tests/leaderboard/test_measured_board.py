"""What is really measured is what the board reads: a tiny random model, from its sandbox to the page's files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.schema import canonical
from smol_leaderboard.view.model_fetching import fetch_evaluation, read_models

from . import zoo
from .memory_store import MemoryStore
from .sample_board import moment, segments, settings, subject

LIMIT = 3


@pytest.mark.full
def test_a_measured_model_stands_on_the_board(tmp_path: Path) -> None:
    """Nothing of its record is set apart; its file gives the record back; its samples are those that the page reads."""
    from smol_leaderboard.evaluate.job import Job
    from smol_leaderboard.evaluate.run import Court, evaluate

    folder = zoo.good(tmp_path / "model")
    for path in (tmp_path, folder, *folder.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    models = load_course(course_files()).models
    job = Job(
        model="ada/tiny",
        revision="ab" * 20,
        folder=str(folder),
        room=str(tmp_path / "room"),
        tasks=("loss", "format"),
        limit=LIMIT,
        request="c" * 32,
        unit="instruction",
        subject=subject(1),
        received_at=moment(0),
        cohort="2026-09",
    )
    done = evaluate(job, Court(models, 1, lambda: moment(60), heldout_seed=b"x" * 32, commitment="d" * 64))
    store = MemoryStore({layout.SETTINGS: canonical(settings())} | segments([done.record]))
    store.content |= {one.samples: Path(done.samples[one.task]).read_bytes() for one in done.record.results}
    rebuild(store)
    assert 0 == json.loads(store.content["board/quarantine.json"])["total"]
    [row] = read_models(store.content["board/models.json"], "here").rows
    assert (done.record.id, LIMIT, "counts_not") == (row.record, row.limit, row.unranked)
    store.save(tmp_path / "board")
    assert done.record == fetch_evaluation(str(tmp_path / "board"), row.record)
    for one in done.record.results:
        assert one.samples.startswith(layout.SAMPLES)
        lines = [json.loads(line) for line in store.content[one.samples].splitlines()]
        assert LIMIT == len(lines)
        assert all({"number", "messages", "target", "replies", "total", "weight"} <= line.keys() for line in lines)
