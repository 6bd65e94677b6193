"""`smol-grade project` says all that is wrong with a final project's model, each with a sentence of its own."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fakehub import FakeHub

from smol_grade.messages import LANGUAGES, catalogue, say, say_sentence
from smol_leaderboard.project import DEMANDS, RECIPE
from smol_leaderboard.safety.card import CODES
from smol_leaderboard.safety.provenance import SHOWN
from smol_leaderboard.safety.rules import FIELDS

from . import zoo, zoo_templates, zoo_tokenizers, zoo_weights
from .learner import smol_grade, smol_grade_apart
from .projects import BASE, CARD, SPANISH, Desk, adapter, at_desk, hard, lacks, project, told, whole

MODEL = "ana/tides"
CUSTOM = (
    "{%- for message in messages %}{%- if message['role'] == 'system' %}{%- set system = message['content'] %}"
    "{%- endif %}{%- endfor %}{%- if system is defined %}<|system|>{{ system }}<|end|>{%- endif %}"
    "{%- for message in messages %}{%- if message['role'] == 'user' %}<|user|>{{ message['content'] }}<|end|>"
    "{%- elif message['role'] == 'assistant' %}<|assistant|>{{ message['content'] }}<|end|>{%- endif %}{%- endfor %}"
    "{%- if add_generation_prompt %}<|assistant|>{%- endif %}"
)
"""As the course's text has it: what is set in a loop is gone after it."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that lacks nothing."""
    return whole(tmp_path_factory.mktemp("good") / "model")


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    """A copy of it that may be spoiled."""
    return Path(shutil.copytree(good, tmp_path / "model"))


Edit = Callable[[str], str]


def replaced(old: str, new: str = "") -> Edit:
    """What puts another text into a card."""
    assert old in CARD, old
    return lambda card: card.replace(old, new)


def edit_card(folder: Path, change: Edit) -> None:
    """Change a model's card."""
    (folder / "README.md").write_text(change((folder / "README.md").read_text("utf-8")), "utf-8")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One for all cards of this module."""
    with at_desk() as opened:
        yield opened


def no_card(folder: Path) -> None:
    (folder / "README.md").unlink()


def resized(folder: Path) -> None:
    zoo.edit(folder / "config.json", vocab_size=300)


def custom_template(folder: Path) -> None:
    (folder / "chat_template.jinja").write_text(CUSTOM)


def half_uploaded(folder: Path) -> None:
    os.truncate(folder / "model.safetensors", (folder / "model.safetensors").stat().st_size - 100)


def in_another_place(folder: Path) -> None:
    zoo.good(folder / "checkpoint-8")
    (folder / "model.safetensors").unlink()


CELLS = "| tides | 120 | 31.7 % ± 4.2 | 45.0 % ± 4.5 |"
FILES: dict[str, tuple[str, Callable[[Path], Any]]] = {
    # those of the sketch of this command
    "the upload broke off": ("truncated", half_uploaded),
    "a pickle instead of weights": ("pickle_file", zoo.pickle_file),
    "no chat template": ("no_chat_template", zoo_templates.no_chat_template),
    "the template of the course's text": ("template_drops_content", custom_template),
    "code in the configuration": ("remote_code", zoo.remote_code),
    "another vocabulary in the configuration": ("shape_mismatch", resized),
    "no card": ("card_missing", no_card),
    "no number": ("not_finite", zoo_weights.not_finite),
    # files
    "weights in a checkpoint only": ("no_weights", in_another_place),
    "a program": ("program_file", zoo.program_file),
    "a model in another format": ("side_file", zoo.side_file),
    "quantized": ("quantized", zoo.quantized),
    "a vision model": ("vision_model", zoo.vision_model),
    "a tensor is missing": ("tensor_missing", zoo_weights.tensor_missing),
    "too small for the tokenizer": (
        "tokenizer_larger_than_embeddings",
        zoo_tokenizers.tokenizer_larger_than_embeddings,
    ),
    "no end token": ("no_end_token", zoo_tokenizers.no_end_token),
    "no end after an answer": ("template_no_end", zoo_templates.template_no_end),
    "no generation prompt": ("template_no_generation_prompt", zoo_templates.template_no_generation_prompt),
    "answers in the template": ("template_adds_content", zoo_templates.template_adds_content),
}
CARDS: dict[str, tuple[str, Edit]] = {
    # the card of any model
    "base not named": ("card_no_base", replaced(f"base_model: {BASE}\n")),
    "another base": ("card_base_not_permitted", replaced(BASE, "gpt2")),
    "a base that sees": ("card_base_sees", replaced(BASE, "HuggingFaceTB/SmolVLM-256M-Instruct")),
    "TRL's license": ("card_licence_misspelt", replaced("license:", "licence: license\nlicense:")),
    "no license": ("card_no_license", replaced("license: apache-2.0\n")),
    "no data set": ("card_no_datasets", replaced("datasets:\n- ana/tides\n")),
    "a file as data set": ("card_dataset_elsewhere", replaced("- ana/tides\n", "- rows.jsonl\n")),
    "no pipeline tag": ("card_no_pipeline_tag", replaced("pipeline_tag: text-generation\n")),
    "another pipeline tag": ("card_other_pipeline_tag", replaced("text-generation", "text2text-generation")),
    "no tag": ("card_no_tag", replaced("- smol-course\n")),
    "broken metadata": ("card_broken", replaced("- trl\n", "- [trl\n")),
    "left unfilled": ("card_unfilled", replaced("Supervised, on", "[More Information Needed] on")),
    "no training": ("card_no_training", replaced("## Training", "## Thanks")),
    "no evaluation": ("card_no_evaluation", replaced("## Evaluation", "## Numbers")),
    # what the project asks for
    "no use": ("no_use", replaced("## Intended use", "## About")),
    "a thin use": ("thin_use", replaced(CARD[CARD.index("It answers") : CARD.index("## Data")], "For tides.\n\n")),
    "no data": ("no_data", replaced("## Data\n", "## Rows\n")),
    "thin data": ("thin_data", replaced(CARD[CARD.index("Nine hundred") : CARD.index("- Data set")], "Mine.\n\n")),
    "prose for results": ("no_results", replaced(CELLS[:7], "tides")),
    "only the course's tasks": ("no_own_task", replaced("| tides |", "| GSM8K |")),
    "rows not told": ("no_rows", replaced("| task | rows |", "| task | difficulty |")),
    "few rows": ("few_rows", replaced("| 120 |", "| 49 |")),
    "no uncertainty": ("no_error", replaced("45.0 % ± 4.5", "45.0 %")),
    "uncertainty of the base alone": ("no_error", replaced(CELLS, "| tides | 120 | 31.7 % ± 4.2 | 45.0 |")),
    "no base": ("no_base_result", replaced("| base |", "| difference |")),
}


@pytest.mark.parametrize("name", FILES)
def test_each_fault_of_the_files_is_told_by_its_own_sentence(name: str, copy: Path, tmp_path: Path) -> None:
    """And nothing else has to be mended; the sentence and what to do are said in full."""
    code, spoil = FILES[name]
    spoil(copy)
    said = told(copy, cwd=tmp_path)
    assert [code] == hard(said)
    for one in said["findings"]:
        assert not re.search(r"\{[a-z]+\}", one["says"] + one["fix"])


@pytest.mark.parametrize("name", CARDS)
def test_each_fault_of_the_card_is_told_by_its_own_sentence(name: str, desk: Desk) -> None:
    """As above, in both languages."""
    code, change = CARDS[name]
    found = desk.read(change(CARD)).to_mend
    assert [code] == [one.code for one in found]
    for language in LANGUAGES:
        text = say_sentence(language, found[0].sentence) + say_sentence(language, found[0].fix)
        assert not re.search(r"\{[a-z]+\}", text)


def test_no_two_faults_share_a_sentence() -> None:
    """Over everything that the command can say, in each language; every code has both of its sentences."""
    sections = {"gate": FIELDS, "card": CODES, "doubt": SHOWN, "demand": DEMANDS, "recipe": RECIPE}
    for language in LANGUAGES:
        said: dict[str, str] = {}
        for section, codes in sections.items():
            for code in codes:
                key = f"{section}.{code.removeprefix(f'{section}_')}"
                text = catalogue(language)[key]
                assert catalogue(language)[f"{key}_fix"]
                assert text not in said, (key, said.get(text))
                said[text] = key
        names = {key for key in catalogue(language) if key.startswith(("demand.", "recipe."))}
        assert {f"{s}.{c}{e}" for s in ("demand", "recipe") for c in sections[s] for e in ("", "_fix")} == names


RECIPES: dict[str, tuple[str, Edit]] = {
    "no revision": ("no_revision", replaced(", revision 0a1b2c3d4e")),
    "no trainer": ("no_trainer", replaced("- trl\n")),
    "no length": ("no_steps", replaced("- Steps: 3\n")),
    "other steps": ("no_steps", replaced("- Steps: 3\n", "- gradient accumulation steps: 4\n- warmup_steps: 10\n")),
    "no seed": ("no_seed", replaced("- Seed: 42\n")),
    "no versions": ("no_versions", replaced("torch 2.13.0", "torch")),
    "no program": ("no_code", replaced("- Code: https://github.com/ana/tides\n")),
    "a program without a place": ("no_code", replaced("https://github.com/ana/tides\n", "mine\n")),
}


@pytest.mark.parametrize("name", RECIPES)
def test_what_the_recipe_lacks_costs_a_point(name: str, desk: Desk) -> None:
    """And has to be mended by nobody; the lack is told by its own sentence."""
    code, change = RECIPES[name]
    read = desk.read(change(CARD))
    assert ([], 5, 6) == (read.to_mend, read.recipe.points, read.recipe.of)
    assert [code] == [one.code for one in read.recipe.lacks]


@pytest.mark.parametrize("state", ['{"global_step": 70}', '{"global_step": 3, "loss": NaN}', '{"global_step": "3"}'])
def test_the_trainers_own_count_is_held_against_the_cards(state: str, copy: Path, tmp_path: Path) -> None:
    """Another number of steps is told with both; a file that cannot be read is told, and nothing else of it is."""
    (copy / "trainer_state.json").write_text(state)
    said = told(copy, cwd=tmp_path)
    other = "70" in state
    assert (["other_steps"] if other else ["state_broken"]) == lacks(said)
    assert (5 if other else 6, True) == (said["recipe"]["points"], said["passed"])
    if other:
        assert {"card": "3", "state": "70"} == said["findings"][0]["fields"]


def test_trainer_state_takes_the_place_of_tags_and_steps(copy: Path, tmp_path: Path) -> None:
    """What `trainer.save_state()` writes says that there was a trainer, and how long it took."""
    edit_card(copy, replaced("- trl\n"))
    edit_card(copy, replaced("- Steps: 3\n"))
    assert ["no_trainer", "no_steps"] == lacks(told(copy, cwd=tmp_path))
    (copy / "trainer_state.json").write_text('{"global_step": 70}')
    assert [] == lacks(told(copy, cwd=tmp_path))


def test_a_whole_project_passes_in_both_languages(good: Path, tmp_path: Path) -> None:
    """Whole or tied weights, an English or a Spanish card; the last line says what comes next."""
    spanish = whole(tmp_path / "mareas", SPANISH, tie_word_embeddings=True)
    for folder, language in ((good, "en"), (spanish, "es"), (good, "es"), (spanish, "en")):
        done = project(folder, "--lang", language, cwd=tmp_path)
        assert 0 == done.returncode, done.stdout
        assert say(language, "project.next_push", unit="unit6") == done.stdout.splitlines()[-1]
        assert say(language, "project.recipe_whole", points=6, of=6) in done.stdout
        assert say(language, "project.whole") in done.stdout


def test_an_adapter_passes_and_an_untrained_one_does_not(tmp_path: Path) -> None:
    """Of the base's size, without the base at hand; without a base, or with another than the card's, it fails."""
    assert [] == hard(told(adapter(tmp_path / "a"), cwd=tmp_path))
    assert ["untrained_adapter"] == hard(told(adapter(tmp_path / "b", trained=False), cwd=tmp_path))
    assert ["adapter_no_base"] == hard(told(adapter(tmp_path / "c", base=None), cwd=tmp_path))
    assert ["adapter_local_base"] == hard(told(adapter(tmp_path / "d", base="/content/base"), cwd=tmp_path))
    other = "HuggingFaceTB/SmolLM2-135M"
    assert ["card_other_base"] == hard(told(adapter(tmp_path / "e", base=other), cwd=tmp_path))


def test_the_untrained_base_is_recognised(good: Path, tmp_path: Path) -> None:
    """With the base at hand; after a training that is said, and of weights that have nothing to do with it too."""
    assert ["copy_of_base"] == hard(told(good, "--base", good, cwd=tmp_path))
    other = zoo.good(tmp_path / "other", seed=4)
    assert say("en", "project.unrelated", names=BASE) in project(good, "--base", other, cwd=tmp_path).stdout
    moved(good, tmp_path / "base")
    said = told(good, "--base", tmp_path / "base", cwd=tmp_path)
    assert ([], [BASE], True) == (hard(said), said["compared_with"], said["related"])
    assert say("en", "project.trained", names=BASE) in project(good, "--base", tmp_path / "base", cwd=tmp_path).stdout


def moved(source: Path, target: Path) -> None:
    """Write the model again with weights that are a training's way off."""
    import torch
    from safetensors.torch import load_file, save_file

    shutil.copytree(source, target)
    torch.manual_seed(8)
    weights = load_file(target / "model.safetensors")
    changed = {name: value + 0.1 * value.std() * torch.randn_like(value) for name, value in weights.items()}
    save_file(changed, target / "model.safetensors", metadata={"format": "pt"})


def test_all_that_is_wrong_is_told_at_once(copy: Path, tmp_path: Path) -> None:
    """A forbidden file hides neither what is wrong with the others nor the card; what it may stand for is not missed."""
    zoo.pickle_file(copy)
    zoo.remote_code(copy)
    zoo_templates.template_no_end(copy)
    edit_card(copy, replaced("- smol-course\n"))
    expected = ["pickle_file", "remote_code", "template_no_end", "card_no_tag"]
    assert expected == hard(told(copy, cwd=tmp_path))


def test_a_model_on_the_hub_is_checked_and_then_submitted(good: Path, tmp_path: Path, board_hub: FakeHub) -> None:
    """The last line is the command that submits it."""
    files = {path.name: path.read_bytes() for path in good.iterdir()}
    board_hub.repo("model", MODEL).write(files, lfs=(".safetensors",))
    done = project(MODEL, cwd=tmp_path, **board_hub.environment())
    assert 0 == done.returncode, done.stdout + done.stderr
    assert f"Next: `smol-grade submit project --model {MODEL} --summary FILE`" == done.stdout.splitlines()[-1]


def test_without_a_model_it_says_what_to_do(tmp_path: Path) -> None:
    """Five steps, the way to the template among them, in both languages; exit 0."""
    for language in LANGUAGES:
        done = project("--lang", language, cwd=tmp_path)
        assert 0 == done.returncode
        for text in ("info project", "save_model", "project/CARD", "smol-grade project", "submit project --model"):
            assert text in done.stdout


def test_mistakes_are_a_sentence_with_a_hint(good: Path, tmp_path: Path, board_hub: FakeHub) -> None:
    """Exit 2 for what makes no sense, 3 without the network; never a traceback."""
    nowhere = board_hub.environment() | {"HF_ENDPOINT": "http://127.0.0.1:9"}
    for words, code, text in (
        ((good / "model.safetensors",), 2, "smol-grade project"),
        (("no such folder",), 2, "no folder"),
        ((good, "--base", "nowhere"), 2, "no folder"),
        (("ana/none",), 2, "no model"),
        (("ana/none@v9",), 2, ""),
    ):
        done = project(*words, cwd=tmp_path, **board_hub.environment())
        assert (code, True) == (done.returncode, text in done.stderr), (words, done.stderr)
        assert "Traceback" not in done.stderr
    assert 3 == project(MODEL, cwd=tmp_path, **nowhere).returncode
    done = smol_grade("submit", "project", "--model", MODEL, cwd=tmp_path)
    assert (2, True) == (done.returncode, "submit project --model" in done.stderr)
    done = smol_grade_apart("project", str(good), "--format", "xml", cwd=tmp_path)
    assert (2, True) == (done.returncode, "text, json" in done.stderr)


def test_an_empty_folder_is_told_in_full(tmp_path: Path) -> None:
    """Weights and card are missing; nothing is asked of a card that is not there."""
    (tmp_path / "out").mkdir()
    said = told("out", cwd=tmp_path)
    assert {"no_weights", "card_missing"} <= set(hard(said))
    assert not set(hard(said)) & set(DEMANDS)
    assert "smol-grade card out --fix" in said["next"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_narrow_terminals(language: str, copy: Path, tmp_path: Path) -> None:
    """At 40 columns no line is longer, but for what cannot be broken; no colour."""
    edit_card(copy, replaced("## Intended use", "## About"))
    for words in ((copy,), ()):
        done = project(*words, "--lang", language, cwd=tmp_path, COLUMNS="40", NO_COLOR="1")
        assert [] == [line for line in done.stdout.splitlines() if len(line) > 40 and " " in line.strip()]
        assert "\x1b" not in done.stdout


def test_the_card_that_peft_writes_is_told_what_it_lacks(good: Path, tmp_path: Path) -> None:
    """It has headings and nothing below them, and names as base the folder that was trained on."""
    theirs = zoo.good_adapter(good, tmp_path / "peft")
    folder = adapter(tmp_path / "model")
    shutil.copy(theirs / "README.md", folder / "README.md")
    said = told(folder, cwd=tmp_path)
    of_card = ("base_not_permitted", "no_license", "no_datasets", "no_tag", "no_evaluation", "unfilled")
    assert [*(f"card_{code}" for code in of_card), "no_use", "no_data"] == hard(said)
    assert 0 == said["recipe"]["points"]
