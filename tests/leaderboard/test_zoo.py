"""Every repository of the zoo is turned away, or flagged, for its own reason, before a weight is loaded."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from smol_grade.messages import catalogue, say_sentence
from smol_leaderboard.safety import rules
from smol_leaderboard.safety.gate import PRELOAD, examine
from smol_leaderboard.safety.listing import is_staged, stage
from smol_leaderboard.safety.room import Room

from . import zoo, zoo_adapters, zoo_templates, zoo_tokenizers, zoo_weights

PARTS = (zoo_adapters, zoo_templates, zoo_tokenizers, zoo_weights)
"""Modules whose functions have entered themselves into the zoo."""
STAGES_WITHOUT_NUMBERS = {
    "gate_config.examine",
    "gate_safetensors.headers",
    "gate_config.shape_findings",
    "gate_adapter.examine",
    "gate_tokenizer.examine",
    "gate_template.examine",
}
"""None of them reads a number of a weight, and none can: they have no folder, or no torch."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good repository."""
    return zoo.good(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="module")
def adapter(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good adapter for it."""
    return zoo.good_adapter(good, tmp_path_factory.mktemp("adapter"))


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Where the repositories of this module are examined, by a single warm room."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        with Room((Path(folder),), preload=PRELOAD) as room:
            yield Desk(Path(folder), room)


@dataclass(frozen=True)
class Desk:
    """A folder that a room can read."""

    folder: Path
    room: Room

    def examine(self, source: Path, name: str, base: Path | None = None) -> rules.Examination:
        """As the gate does by itself, but for the room."""
        staged = self.folder / name
        if stage(source, staged):
            return examine(source, models=zoo.MODELS, base_folder=base)
        assert is_staged(staged)
        return examine(staged, models=zoo.MODELS, base_folder=base, room=self.room)


def copied(source: Path, target: Path) -> Path:
    """A copy that may be spoiled."""
    return Path(shutil.copytree(source, target / "model"))


def told(found: rules.Examination) -> list[str]:
    """The codes, in order."""
    return [one.code for one in found.findings]


@pytest.mark.parametrize("name", zoo.ZOO)
def test_each_bad_repository_is_found_out(name: str, good: Path, desk: Desk, tmp_path: Path) -> None:
    """It earns exactly its own code, before its numbers are read; the sentence and the fix can be said."""
    folder = copied(good, tmp_path)
    zoo.ZOO[name](folder)
    found = desk.examine(folder, name)
    assert [name.split("__", maxsplit=1)[0]] == told(found)
    expect_told_before_loading(found)


@pytest.mark.parametrize("name", zoo.ADAPTERS)
def test_each_bad_adapter_is_found_out(name: str, good: Path, adapter: Path, desk: Desk, tmp_path: Path) -> None:
    """As above, with the base at hand."""
    folder = copied(adapter, tmp_path)
    zoo.ADAPTERS[name](folder)
    found = desk.examine(folder, f"adapter-{name}", good)
    assert [name.split("__", maxsplit=1)[0]] == told(found)
    expect_told_before_loading(found)


@pytest.mark.full
def test_a_tokenizer_that_never_ends_is_found_out(good: Path, tmp_path: Path) -> None:
    """Its session is ended at the deadline, and that is the finding."""
    folder = copied(good, tmp_path)
    zoo_tokenizers.tokenizer_too_slow(folder)
    assert ["tokenizer_too_slow"] == told(examine(folder, models=zoo.MODELS))


def expect_told_before_loading(found: rules.Examination) -> None:
    """A rejection comes from stages that load nothing; every finding has its sentences, whole, in both languages."""
    code = found.findings[0].code
    if code == "template_adds_content":
        assert not found.rejected
        assert ("template_adds_content",) == found.spoils
    else:
        assert found.rejected
        more = {"gate_safetensors.values"} if code == "not_finite" else set()
        assert set(found.stages) <= STAGES_WITHOUT_NUMBERS | more
    for finding in found.findings:
        for language in ("en", "es"):
            for sentence in (finding.sentence, finding.fix):
                said = say_sentence(language, sentence)
                assert said.isprintable()
                assert len(said) < 700


def test_only_stages_of_the_gate_were_asked(desk: Desk) -> None:
    """In the room that has read the whole zoo, no model was loaded: nothing but these functions has run."""
    assert set(desk.room.asked) <= {*STAGES_WITHOUT_NUMBERS, "gate_safetensors.values"}


def test_the_zoo_has_every_code() -> None:
    """Each code but those of stages that give no answer is earned by an inhabitant."""
    earned = {name.split("__")[0] for name in (*zoo.ZOO, *zoo.ADAPTERS)}
    assert {"check_timed_out", "check_out_of_memory", "check_crashed", "tokenizer_too_slow"} == set(
        rules.FIELDS
    ) - earned
    assert earned <= set(rules.FIELDS)


def test_every_code_has_its_sentences() -> None:
    """Of each code what was found and what to do, and none besides."""
    keys = {key.removeprefix("gate.") for key in catalogue("en") if key.startswith("gate.")}
    assert {name for code in rules.FIELDS for name in (code, f"{code}_fix")} == keys
    assert rules.SPOILS <= rules.FLAGS.keys()
