"""From a base to a row that counts, as the operator's and the learners' programs do it, with models on a Hub."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakehub import FakeHub

from smol_leaderboard.tasks import conversations

from . import models, zoo
from .learner import workspace

ROOT = Path(__file__).parents[2]
BASE = "HuggingFaceTB/SmolLM2-135M"
ASKED = ("--tasks", "loss", "--limit", "4")
pytestmark = pytest.mark.full
NONCE = re.compile(r"nonce: ([0-9a-f]{32})")


class Town:
    """A course with a board in a folder, and learners whose models are on a Hub."""

    def __init__(self, folder: Path, hub: FakeHub) -> None:
        self.folder, self.hub = folder, hub
        self.board = folder / "board"
        self.nonces: dict[str, str] = {}

    def ran(
        self, program: str, *words: object, code: int = 0, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to the end; it gives no traceback."""
        path = os.pathsep.join([str(ROOT / "grader"), str(ROOT / "leaderboard")])
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
        ours = {"PYTHONPATH": path, "HOME": str(self.folder), "XDG_CACHE_HOME": str(self.folder / "cache")}
        hub = {"HF_ENDPOINT": self.hub.url, "HF_HUB_DISABLE_XET": "1", "HF_HOME": str(self.folder / "hf")}
        command = [sys.executable, "-m", program, *map(str, words)]
        done = subprocess.run(
            command,
            env=kept | ours | hub,
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd or self.folder,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert code == done.returncode, done.stdout + done.stderr
        return done

    def operate(self, *words: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run the operator's program on the board."""
        practice = () if words[0] in ("rebuild", "reveal") else ("--practice",)
        place = ("--board", self.board, "--home", self.folder / "home")
        return self.ran("smol_leaderboard", *words, *place, *practice, code=code)

    def submit(self, user: str, model: str = "") -> None:
        """Hand in unit 0 with a model, and remember the number that the program said."""
        work = self.folder / f"work-{user}"
        if not work.exists():
            workspace(work, "transcript", alias="unit0")
        name = model or f"{user}/tiny"
        place = ("--board", self.board, "--user", user)
        said = self.ran("smol_grade", "submit", "unit0", "--model", name, *place, cwd=work).stdout
        found = NONCE.search(said)
        assert found is not None, said
        self.nonces[user] = found[1]

    def push(self, name: str, folder: Path, nonce: str = "", base: str = BASE) -> str:
        """Put a model on the Hub with the number in its card; return the commit."""
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        ours = f"smol_course:\n  nonce: {nonce}\n" if nonce else ""
        files["README.md"] = f"---\nlicense: apache-2.0\nbase_model: {base}\n{ours}---\n# A model\n".encode()
        repo = self.hub.repo("model", name)
        repo.write(files, lfs=(".safetensors",))
        return repo.at("main").oid

    def records(self, model: str = "") -> list[dict[str, Any]]:
        """The evaluation records of the board, of one model or of all."""
        lines = [
            line
            for segment in sorted((self.board / "records" / "evaluation").glob("*/*.jsonl"))
            for line in segment.read_text("utf-8").splitlines()
        ]
        found = [json.loads(line) for line in lines]
        return [one for one in found if not model or one["model"] == model]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A base that was measured; five learners who submitted; one evaluation of whatever waits."""
    folder = tmp_path_factory.mktemp("town")
    with FakeHub() as hub:
        made = Town(folder, hub)
        base = zoo.good(folder / "base")
        zoo.edit(base / "config.json", max_position_embeddings=4096)
        trained = Path(shutil.copytree(base, folder / "trained"))
        rows = [row["messages"] for row in conversations.rows()[:4]]
        models.learn(trained, [(models.prompt(row[:-1]), row[-1]["content"]) for row in rows], window=64, steps=40)
        made.push(BASE, base, base="")
        made.operate("init", "--title", "A course")
        made.operate("evaluate", BASE, "--reference", *ASKED)
        for user in ("ana", "cleo", "dan", "eve", "finn"):
            made.submit(user)
        made.operate("grade")
        made.push("ana/tiny", trained, made.nonces["ana"])
        made.push("cleo/tiny", recast(base, folder / "recast"), made.nonces["cleo"])
        made.push("dan/tiny", base)
        made.push("eve/tiny", trained, made.nonces["eve"])
        broken = Path(shutil.copytree(trained, folder / "broken"))
        (broken / "pytorch_model.bin").write_bytes(b"\x80\x04.")
        made.push("finn/tiny", broken, made.nonces["finn"])
        made.said = made.operate("evaluate", "--waiting", *ASKED, code=3)  # type: ignore[attr-defined]
        yield made


def recast(folder: Path, target: Path) -> Path:
    """The same weights in bfloat16."""
    import torch
    from transformers import AutoModelForCausalLM

    shutil.copytree(folder, target)
    AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16).save_pretrained(target)
    return target


def test_a_model_that_beats_its_base_counts_and_is_ranked(town: Town) -> None:
    """Whose it is, of which request and commit, how much better than its base; and its row on the board."""
    (record,) = town.records("ana/tiny")
    assert (True, [], "warmup") == (record["counts"], record.get("counts_not", []), record["unit"])
    assert town.hub.repo("model", "ana/tiny").at("main").oid == record["revision"]
    assert record["subject"]
    assert record["request"]
    (base,) = town.records(BASE)
    (gain,) = record["gains"]
    assert (base["id"], "loss") == (gain["base"], gain["task"])
    assert gain["low"] > 0
    shown = town.ran("smol_grade", "leaderboard", "--models", "--board", town.board, "--format", "json").stdout
    assert "ana/tiny" in shown


def test_whose_weights_they_are_is_found(town: Town) -> None:
    """The base recast, the base as it is without a number, and somebody else's model under a number of one's own."""
    reasons = {name: set(town.records(f"{name}/tiny")[0]["counts_not"]) for name in ("cleo", "dan", "eve")}
    assert {"copy_of_base", "not_better_than_base"} == reasons["cleo"]
    assert {"no_nonce", "copy_of_base", "not_better_than_base"} == reasons["dan"]
    assert {"copy_of_submission"} == reasons["eve"]


def test_a_rejected_model_harms_itself_alone_and_is_not_looked_at_again(town: Town) -> None:
    """No record; why is told, and told again without fetching it; a new commit is looked at."""
    assert [] == town.records("finn/tiny")
    assert "pickle_file" in town.said.stderr  # type: ignore[attr-defined]
    again = town.operate("evaluate", "--waiting", *ASKED)
    assert "pickle_file" in again.stderr
    assert "finn/tiny" in again.stderr
    town.push("finn/tiny", town.folder / "broken", town.nonces["finn"], base="")
    town.operate("evaluate", "--waiting", *ASKED, code=3)


def test_a_new_commit_supersedes(town: Town) -> None:
    """The model is measured again by its name; the newer record names the older one."""
    (first,) = town.records("dan/tiny")
    town.push("dan/tiny", town.folder / "base", town.nonces["dan"])
    town.operate("evaluate", "dan/tiny", *ASKED)
    (now,) = [one for one in town.records("dan/tiny") if one["id"] != first["id"]]  # segments are named by hashes
    assert (first["id"], False) == (now["supersedes"], "no_nonce" in now["counts_not"])


def test_without_its_base_measured_alike_a_model_is_told_so(town: Town) -> None:
    """Another limit: another comparison, which the operator is told how to make."""
    said = town.operate("evaluate", "ana/tiny", "--tasks", "loss", "--limit", "3")
    assert "base_not_measured" in said.stdout
    assert f"smol-leaderboard evaluate {BASE} --reference --tasks loss --limit 3" in said.stdout + said.stderr


def test_an_adapter_gets_its_base_from_the_hub(town: Town) -> None:
    """It names a permitted base, which is fetched at an exact commit; nobody has to say --base."""
    town.submit("gus")
    town.operate("grade")
    adapter = zoo.good_adapter(town.folder / "base", town.folder / "adapter")
    zoo.edit(adapter / "adapter_config.json", base_model_name_or_path=BASE)
    town.push("gus/tiny", adapter, town.nonces["gus"])
    town.operate("evaluate", "gus/tiny", *ASKED)
    (record,) = town.records("gus/tiny")
    assert (BASE, ["untrained_adapter", "not_better_than_base"]) == (record["base"], record["counts_not"])


def test_the_command_of_a_row_runs(town: Town) -> None:
    """`USER/NAME@COMMIT`, as the board prints it."""
    (record, *_) = town.records("ana/tiny")
    name = f"ana/tiny@{record['revision']}"
    town.ran("smol_grade", "evaluate", name, *ASKED, "--output", "again.json")
    told = json.loads((town.folder / "again.json").read_text("utf-8"))
    assert record["revision"] in json.dumps(told)
