"""The data set card: the real `datasets` library loads the tables from a folder, offline."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smol_leaderboard import layout
from smol_leaderboard.board.card import OURS, card
from smol_leaderboard.board.model_documents import MODEL_COLUMNS
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.board.tables import BOARD_COLUMNS, RECORD_COLUMNS
from smol_leaderboard.schema import canonical

from .memory_store import MemoryStore
from .sample_board import grade, sample, segments, settings

pytest.importorskip("datasets", reason="the card is for the datasets library")

TABLES = ("board", "records", "models")
LOAD = """
import json, sys
from datasets import get_dataset_config_names, load_dataset
found = {"configs": get_dataset_config_names(sys.argv[1])}
for name in ("board", "records", "models"):
    table = load_dataset(sys.argv[1], name, split="train")
    found[name] = [{c: f.dtype for c, f in table.features.items()}, table.num_rows, table[:3] if len(table) else {}]
print(json.dumps(found))
"""


def loaded(store: MemoryStore, folder: Path) -> dict:
    """Load the tables of a board in a process without a network."""
    store.save(folder / "board")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "home")}
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(folder / "board")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_datasets_loads_board_records_and_models(tmp_path: Path) -> None:
    """Rows and features are those of the derived files; nothing but these tables is offered."""
    store = sample(30, 4, 2, hostile=True, models=9)
    found = loaded(store, tmp_path)
    shown = json.loads(store.content["board/board.json"])
    assert ["board", "models", "records"] == sorted(found["configs"])
    assert [BOARD_COLUMNS, RECORD_COLUMNS, MODEL_COLUMNS] == [found[name][0] for name in TABLES]
    assert len(shown["rows"]) + sum(bool(cell) for row in shown["rows"] for cell in row["cells"]) == found["board"][1]
    assert shown["records"] == found["records"][1]
    assert [row["rank"] for row in shown["rows"][:3]] == found["board"][2]["rank"]
    models = json.loads(store.content["board/models.json"])
    cells = [cell for row in models["rows"] for cell in row["cells"] if cell]
    assert len(cells) == found["models"][1]
    shown_first = zip(*(found["models"][2][name] for name in ("rank", "n", "value")), strict=True)
    assert [cell[:3] for cell in cells[:3]] == list(map(list, shown_first))


def test_datasets_loads_an_empty_board(tmp_path: Path) -> None:
    """No record yet: each table has its features and one row that says nothing (`datasets` loads no empty one)."""
    store = MemoryStore({layout.SETTINGS: canonical(settings())})
    rebuild(store)
    found = loaded(store, tmp_path)
    assert [BOARD_COLUMNS, RECORD_COLUMNS, MODEL_COLUMNS] == [found[name][0] for name in TABLES]
    assert [1, 1, 1] == [found[name][1] for name in TABLES]
    assert ([""], [""], [""]) == (
        found["board"][2]["unit"],
        found["records"][2]["kind"],
        found["models"][2]["task"],
    )


def test_the_empty_row_goes_with_the_first_record(tmp_path: Path) -> None:
    """Then only days are loaded."""
    store = MemoryStore({layout.SETTINGS: canonical(settings())})
    rebuild(store)
    store.content |= segments([grade(1)])
    rebuild(store)
    assert ["board/records/2026-09-01.parquet"] == [path for path in store.content if "board/records/" in path]


def test_a_card_of_the_course_team_stays() -> None:
    """Whoever removes our line keeps their text."""
    store = MemoryStore({layout.SETTINGS: canonical(settings())})
    rebuild(store)
    own = store.content["README.md"].replace(OURS.encode(), b"Our own words.")
    store.content["README.md"] = own
    rebuild(store, anew=True)
    assert own == store.content["README.md"]


def test_a_title_cannot_break_out_of_the_front_matter() -> None:
    """Line breaks and quotes stay within one YAML text."""
    import yaml

    odd = 'a"\n---\nconfigs: []\n: b'
    text = card(type(settings())(**{**{f: getattr(settings(), f) for f in settings().__struct_fields__}, "title": odd}))
    front = yaml.safe_load(text.split("\n---\n")[0].removeprefix("---"))
    assert 'a" --- configs: [] : b' == front["pretty_name"]
    assert ["board", "records", "models"] == [config["config_name"] for config in front["configs"]]
