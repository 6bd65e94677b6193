"""A final project from a summary in a file to an official record, and back out of it: the real programs, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakehub import FakeHub

from smol_leaderboard.schema import EvaluationRecord, RequestRecord

from . import projects, zoo
from .entries import DEMO, ENGLISH, ENTRY
from .town import NONCE, Town

pytest.importorskip("torch", reason="torch is not installed: the extra train brings it")

pytestmark = [pytest.mark.full, pytest.mark.timeout(900)]
CANARIES = (b"go out to fish", DEMO.encode(), b"ana/tides")


def test_a_project_is_measured_shown_and_forgotten(tmp_path: Path) -> None:
    """The evaluation answers the request that holds the entry, and lacks nothing.

    Once its author has withdrawn nobody reads a word of it on the board.
    """
    with FakeHub() as hub:
        town = Town(tmp_path, hub, ())
        (town.work / "summary.md").write_text(ENGLISH, "utf-8")
        asked = ("submit", "project", "--model", "ana/tides", "--summary", "summary.md", "--demo", DEMO)
        number = NONCE.search(town.learn(*asked).stdout)
        assert number is not None
        town.operate("grade")
        model = zoo.good(tmp_path / "model")
        zoo.edit(model / "config.json", max_position_embeddings=4096)
        front = f"---\nsmol_course:\n  nonce: {number[1]}\n"
        town.push("ana/tides", model, projects.CARD.replace("---\n", front, 1))
        town.operate("evaluate", "--waiting", "--tasks", "loss", "--limit", "8")
        records = town.records()
        [request] = [one for one in records if isinstance(one, RequestRecord)]
        [measured] = [one for one in records if isinstance(one, EvaluationRecord)]
        assert (ENTRY, request.request, ()) == (request.entry, measured.request, measured.project)
        assert ("synthetic", ("base_not_measured",)) == (measured.unit, measured.counts_not)
        assert "Not accepted: nothing is missing" in town.learn("status").stdout
        assert [True] * 3 == [any(word in text for text in town.published().values()) for word in CANARIES]
        said = town.operate("forget", "ana", "--yes").stdout
        assert "summaries and links of final projects: 1" in said
        assert [False] * 3 == [any(word in text for text in town.published().values()) for word in CANARIES]
