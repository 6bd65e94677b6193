"""The model card: what the course asks of it, read in the sandbox, and mended without touching what a learner wrote."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_grade.messages import catalogue, say_sentence
from smol_leaderboard.card_repair import Wanted, repaired, results_table, with_nonce
from smol_leaderboard.safety.card import (
    CODES,
    CardFacts,
    card_contradictions,
    card_findings,
    card_nonce,
    read_card,
)
from smol_leaderboard.safety.rules import ModelFacts

from . import zoo
from .learner import smol_grade

NONCE = "ab" * 16
MODELS = load_course(course_files()).models
BASE = "HuggingFaceTB/SmolLM2-135M-Instruct"
GOOD = f"""---
# my own comment
license: apache-2.0
base_model: {BASE}
datasets:
- openai/gsm8k
pipeline_tag: text-generation
tags: [smol-course, sft]
smol_course:
  nonce: {NONCE}
x_own: {{deep: [1, 2]}}
---

# Mine

## Training

Three epochs.

## Evaluation

Good.
"""


def facts(text: str | None, folder: Path) -> CardFacts:
    """What the sandbox reads of a card."""
    folder.mkdir(exist_ok=True)
    if text is not None:
        (folder / "README.md").write_text(text, "utf-8")
        (folder / "README.md").chmod(0o644)
    return read_card(folder)


def codes(text: str | None, folder: Path, nonce: str = NONCE) -> set[str]:
    """What is to mend."""
    return {one.code for one in card_findings(facts(text, folder), MODELS, nonce)}


WRONG = {
    "card_no_license": GOOD.replace("license: apache-2.0\n", ""),
    "card_licence_misspelt": GOOD.replace("license:", "licence: license\nlicense:"),
    "card_no_base": GOOD.replace(f"base_model: {BASE}\n", ""),
    "card_base_not_permitted": GOOD.replace(BASE, "/home/me/model"),
    "card_base_sees": GOOD.replace(BASE, "HuggingFaceTB/SmolVLM2-256M-Video-Instruct"),
    "card_no_datasets": GOOD.replace("datasets:\n- openai/gsm8k\n", ""),
    "card_no_pipeline_tag": GOOD.replace("pipeline_tag: text-generation\n", ""),
    "card_dataset_elsewhere": GOOD.replace("openai/gsm8k", "/content/rows.jsonl"),
    "card_other_pipeline_tag": GOOD.replace("text-generation", "image-text-to-text"),
    "card_no_tag": GOOD.replace("smol-course, ", ""),
    "card_no_training": GOOD.replace("Three epochs.", "<!-- how? -->"),
    "card_no_evaluation": GOOD.replace("## Evaluation", "## Thanks"),
    "card_unfilled": GOOD.replace("Three epochs.", "Three epochs. By: [More Information Needed]"),
    "card_no_nonce": GOOD.replace(f"  nonce: {NONCE}\n", "  unit: 1\n"),
    "card_other_nonce": GOOD.replace(NONCE, "cd" * 16),
    "card_broken": GOOD.replace("datasets:", "datasets: [oops"),
    "card_missing": None,
}


@pytest.mark.parametrize("code", WRONG)
def test_each_lack_is_told_by_its_code(code: str, tmp_path: Path) -> None:
    """And no other, but that nothing of a card without one, or with broken metadata, is there."""
    expected = {"card_missing": {"card_missing", "card_no_nonce"}}.get(code, {code})
    assert expected == codes(WRONG[code], tmp_path / "m")


def test_a_good_card_lacks_nothing(tmp_path: Path) -> None:
    """Its nonce is read; where none was issued, none is asked for."""
    assert set() == codes(GOOD, tmp_path / "m")
    assert NONCE == card_nonce(tmp_path / "m")
    assert set() == codes(WRONG["card_no_nonce"], tmp_path / "m", nonce="")
    assert set() == codes(GOOD.replace("## Training", "### Entrenamiento").replace("\n", "\r\n"), tmp_path / "m")


@pytest.mark.parametrize(
    "name", ["rows.jsonl", "./data", "a/b/c", "json", "generator", "me/rows.parquet", "C:\\\\rows"]
)
def test_what_cannot_be_a_data_set_of_the_hub(name: str, tmp_path: Path) -> None:
    """A file, a folder, the name of a loader, which trainers write where the rows came from one."""
    assert {"card_dataset_elsewhere"} == codes(GOOD.replace("openai/gsm8k", f'"{name}"'), tmp_path / "m")
    assert set() == codes(GOOD.replace("openai/gsm8k", "imdb"), tmp_path / "m")


def test_the_word_that_trl_puts_for_a_license_is_none(tmp_path: Path) -> None:
    """`license: license` names nothing, however the key is spelt."""
    assert {"card_no_license"} == codes(GOOD.replace("apache-2.0", "license"), tmp_path / "m")


CONTRADICTIONS = {
    "card_other_base": ModelFacts(adapter=True, base="HuggingFaceTB/SmolLM2-360M", size_class="360M"),
    "card_other_size": ModelFacts(parameters=361_000_000, size_class="360M"),
}


@pytest.mark.parametrize("code", CONTRADICTIONS)
def test_the_cards_base_is_held_against_the_weights(code: str, tmp_path: Path) -> None:
    """An adapter's own base, or the size of a whole model; where they agree, or nothing is known, nothing is said."""
    card = facts(GOOD, tmp_path / "m")
    assert [code] == [one.code for one in card_contradictions(card, CONTRADICTIONS[code], MODELS)]
    agreeing = ModelFacts(adapter=code == "card_other_base", base=BASE, size_class="135M")
    assert () == card_contradictions(card, agreeing, MODELS)
    assert () == card_contradictions(card, ModelFacts(parameters=44_000), MODELS)


def test_every_code_has_a_test_and_two_sentences() -> None:
    """In both languages, with the fields that it is given."""
    assert set(CODES) == set(WRONG) | set(CONTRADICTIONS)
    keys = {name for code in CODES for name in (code, f"{code}_fix")}
    for language in ("en", "es"):
        assert keys == {key.replace("card.", "card_") for key in catalogue(language) if key.startswith("card.")}
    for one in card_findings(CardFacts(found=True, problem="p"), MODELS):
        assert "{" not in say_sentence("es", one.sentence) + say_sentence("en", one.fix)


BOMB = (
    "a: &a ["
    + "x," * 9
    + "]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9))
)


@pytest.mark.parametrize(
    "head",
    [
        BOMB,
        "a: " + "[" * 5000 + "]" * 5000,
        "!!python/object/apply:os.system ['touch /tmp/owned']",
        "- a list",
        "a: \x01",
        "license: \x1b[31mred",
        "x: " + "y" * 2_000_000,
        "a: 1" + "0" * 10_000,
        "date: 2026-99-99",
    ],
    ids=["alias bomb", "deep", "object", "list", "control", "escape", "large", "number", "date"],
)
def test_a_hostile_card_is_a_broken_card(head: str, tmp_path: Path) -> None:
    """Within seconds, and nothing of it reaches a terminal as it is."""
    found = facts(f"---\n{head}\n---\n# x\n", tmp_path / "m")
    assert found.found
    assert found.problem or not found.license
    assert found.problem.isprintable()


def test_mending_twice_is_mending_once(tmp_path: Path) -> None:
    """And a good card stays as it is, to the byte."""
    wanted = Wanted(base=BASE, license="mit", datasets=("a/b",), nonce=NONCE, results="| a |")
    for text in [text or "" for text in WRONG.values() if text != WRONG["card_broken"]]:
        once = repaired(text, wanted, title="m")
        assert once == repaired(once, wanted, title="m")
    assert GOOD == repaired(GOOD, Wanted())
    assert GOOD == with_nonce(GOOD, NONCE)


def test_what_the_learner_wrote_stays() -> None:
    """Order, comments, unknown keys and the text; the lines that change are those of the keys that change."""
    made = repaired(WRONG["card_no_tag"] or "", Wanted(nonce="cd" * 16, datasets=("me/own",)))
    before, after = GOOD.replace("smol-course, ", "").splitlines(), made.splitlines()
    assert {"tags: [sft]", f"  nonce: {NONCE}"} == set(before) - set(after)
    assert {"- sft", "- smol-course", "- me/own", f"  nonce: {'cd' * 16}", "tags:"} == set(after) - set(before)


def test_lines_that_nobody_filled_in_go_and_others_stay() -> None:
    """As peft's template leaves them; a sentence with the words in it is the learner's to mend."""
    body = (
        "- **Developed by:** [More Information Needed]\n\n[More Information Needed]\nIt is [More Information Needed].\n"
    )
    made = repaired(GOOD + body, Wanted())
    assert made.endswith("Good.\n\nIt is [More Information Needed].\n")


RESULTS = {
    "results": {
        "gsm8k": {"alias": "gsm8k", "exact_match,strict-match": 0.125, "exact_match_stderr,strict-match": 0.01}
    },
    "n-samples": {"gsm8k": {"original": 1319, "effective": 200}},
}


def test_results_become_the_section_evaluation(tmp_path: Path) -> None:
    """Once: newer results take the place of older ones, below a heading that was there or a new one."""
    file = tmp_path / "results.json"
    file.write_text(json.dumps(RESULTS))
    table = results_table(file)
    assert "| gsm8k | 200 | exact_match | strict-match | 0.1250 | 0.0100 |" == table.splitlines()[-1]
    for text in (GOOD, WRONG["card_no_evaluation"] or ""):
        made = repaired(repaired(text, Wanted(results="| old |")), Wanted(results=table))
        assert (1, 0, 1) == (made.count(table), made.count("| old |"), made.count("## Evaluation"))
        assert set() == codes(made, tmp_path / "m")


def card(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return smol_grade("card", *map(str, words), cwd=cwd)


def test_trls_own_card_is_mended(tmp_path: Path) -> None:
    """The one that a trainer writes; the Hub's own library reads the result."""
    from datasets import Dataset
    from huggingface_hub import ModelCard
    from trl import SFTConfig, SFTTrainer

    folder = tmp_path / "out"
    tokens = zoo.tokenizer()
    model = zoo.model(tokens)
    model.config._name_or_path = BASE
    arguments = SFTConfig(output_dir=str(folder), max_steps=1, report_to=[], use_cpu=True, disable_tqdm=True)
    rows = Dataset.from_list([{"text": "Ana buys 3 pens"}] * 2)
    trainer = SFTTrainer(model=model, args=arguments, train_dataset=rows, processing_class=tokens)
    folder.mkdir(exist_ok=True)
    trainer.create_model_card(model_name="tiny", dataset_name="openai/gsm8k")
    written = (folder / "README.md").read_text()
    (tmp_path / "results.json").write_text(json.dumps(RESULTS))
    before = card("out", cwd=tmp_path)
    assert (1, 5) == (before.returncode, before.stdout.count("→"))
    after = card("out", "--fix", "--license", "apache-2.0", "--nonce", NONCE, "--results", "results.json", cwd=tmp_path)
    assert (0, "") == (after.returncode, after.stderr)
    data = ModelCard.load(folder / "README.md").data
    assert ("apache-2.0", "text-generation", BASE) == (data.license, data.pipeline_tag, data.base_model)
    assert {"nonce": NONCE} == data.get("smol_course")
    assert {"smol-course", "sft", "trl"} <= set(data.tags)
    assert written == (folder / "README.md.bak").read_text()
    again = card("out", "--fix", "--nonce", NONCE, cwd=tmp_path)
    assert (0, ["README.md", "README.md.bak"]) == (again.returncode, sorted(p.name for p in folder.iterdir()))


@pytest.mark.parametrize(
    "content",
    [
        b"---\nlicense: [oops\n---\n# x\n",
        b"---\n- a\n---\n",
        b"\xff\xfe",
        b"x" * 2_000_000,
        b"---\na: 2026-99-99\n---\n",
    ],
)
def test_a_card_that_cannot_be_mended_is_left_alone(content: bytes, tmp_path: Path) -> None:
    """Exit 1 and a hint: it is the learner's own text."""
    (tmp_path / "README.md").write_bytes(content)
    found = card(".", "--fix", cwd=tmp_path)
    assert (1, 1) == (found.returncode, found.stderr.count("hint:")), found.stderr
    assert "Traceback" not in found.stderr
    assert {"README.md": content} == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nowhere",), 2),
        (("ana/model",), 2),
        (("notes.txt",), 2),
        ((".", "--license", "mit"), 2),
        ((".", "--nonce", "xyz"), 2),
        ((".", "--fix", "--base", "gpt2"), 2),
        ((".", "--fix", "--results", "notes.txt"), 2),
        ((".",), 1),
    ],
)
def test_a_mistake_is_one_sentence(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    """With exit 2 where the command made no sense, 1 where the card falls short; nothing is written."""
    (tmp_path / "notes.txt").write_text("no json")
    found = card(*words, cwd=tmp_path)
    assert code == found.returncode, found.stderr
    assert "Traceback" not in found.stderr + found.stdout
    assert ["notes.txt"] == [path.name for path in tmp_path.iterdir()]
