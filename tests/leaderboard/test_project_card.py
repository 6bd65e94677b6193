"""What is read of a project's card and of trainer_state.json, TRL's own folder, and the template that a learner fills in."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from smol_grade.course import load_course
from smol_grade.devcheck.readmes import project_problems
from smol_leaderboard.project import HEADINGS, ProjectFacts, Row, demands, read_project, recipe
from smol_leaderboard.safety.card import CardFacts, read_card
from smol_leaderboard.safety.room import Room
from smol_leaderboard.safety.rules import LIMITS

from . import zoo
from .learner import FILES, ROOT, smol_grade
from .projects import BASE, CARD, hard, lacks, project, told

FOLDER = ROOT / "exercises" / "project"
USE = (
    "It answers questions about the tides in the harbour of our town, for people who go out to fish before sunrise, "
    "and it knows no other place."
)
DATA = (
    "Nine hundred questions that I wrote from the tables of the harbour office; those of other days were kept apart "
    "for the evaluation, and none of them is here. Revision 0a1b2c3d4e."
)
TABLE = "| task | rows | base | this model |\n|---|---:|---:|---:|\n| tides | 120 | 31.7 % ± 4.2 | 45.0 % ± 4.5 |\n"


def read(text: str, folder: Path) -> ProjectFacts:
    """What the sandbox reads of a card."""
    folder.mkdir(exist_ok=True)
    (folder / "README.md").write_text(text, "utf-8")
    (folder / "README.md").chmod(0o644)
    with Room((folder.absolute(),)) as room:
        return read_project(folder, room)


def section(heading: str, text: str, folder: Path) -> ProjectFacts:
    """What is read of one section."""
    return read(f"---\n---\n\n## {heading}\n\n{text}\n", folder)


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Seed: 42", "seed", "42"),
        ("- **Seed:** 0", "seed", "0"),
        ("| `seed` | 1234 |", "seed", "1234"),
        ("It was trained with a seed of 7.", "seed", "7"),
        ("SFTConfig(seed=3)", "seed", "3"),
        ("- Semilla: 9", "seed", "9"),
        ("- Seeds of sunflowers: 9", "seed", ""),
        ("- Steps: 1,000", "steps", 1000),
        ("- max_steps: 70", "steps", 70),
        ("after 12 500 steps", "steps", 12500),
        ("1200 pasos", "steps", 1200),
        ("- training_steps: 30", "steps", 30),
        ("70 optimizer steps", "steps", 70),
        ("- warmup_steps: 10", "steps", 0),
        ("- gradient accumulation steps: 8", "steps", 0),
        ("- logging_steps: 10", "steps", 0),
        ("- num_epochs: 3.0", "epochs", True),
        ("two rounds, 3 épocas", "epochs", True),
        ("- Data: ana/tides at revision 0a1b2c3", "revision", "0a1b2c3"),
        ("- Data: ana/tides@0a1b2c3d4e5f", "revision", "0a1b2c3d4e5f"),
        ("- revisión `0A1B2C3`", "revision", "0a1b2c3"),
        ("- revision main", "revision", ""),
        ("- revision accedefaced", "revision", ""),
        ("- Code: https://github.com/ana/tides at commit 0a1b2c3", "revision", ""),
        ("- Code: https://github.com/ana/tides", "code", "- Code: https://github.com/ana/tides"),
        ("- Training script: https://x.org/a.py", "code", "- Training script: https://x.org/a.py"),
        ("- Código: commit 0a1b2c3", "code", "- Código: commit 0a1b2c3"),
        ("- Code: my own", "code", ""),
        ("Seed: [More Information Needed]", "seed", ""),
        ("<!-- Seed: 42 -->", "seed", ""),
    ],
)
def test_how_people_write_the_recipe(line: str, field: str, value: object, tmp_path: Path) -> None:
    """In a list, a table, a sentence, or as arguments; in English or Spanish; what only looks like it is none."""
    assert value == getattr(section("Training", line, tmp_path / "m"), field)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (TABLE, [Row("tides", 120, True, True, True)]),
        (
            "| tarea | n | base | mío |\n|---|---|---|---|\n| mareas | 1 200 | 31,7 % | 45,0 % [36,1, 53,9] |",
            [Row("mareas", 1200, True, True, True)],
        ),
        (
            "| Task | Samples | Metric | Filter | Value | Standard error |\n|---|--:|---|---|--:|--:|\n"
            "| tides | 120 | acc | strict-match | 0.4500 | 0.0450 |",
            [Row("tides", 120, False, True, True)],
        ),
        (
            "| task | model | rows | accuracy | 95 % CI |\n|---|---|---|---|---|\n"
            "| tides | base | 120 | 0.31 | [0.23, 0.41] |\n| tides | tuned | 120 | 0.45 | [0.36, 0.54] |",
            [Row("tides", 120, True, False, True), Row("tides", 120, False, True, True)],
        ),
        (
            "| task | rows | base | this model |\n|--|--|--|--|\n| tides | 120 | | **45 %** ± 4 |",
            [Row("tides", 120, False, True, True)],
        ),
        (
            "| task | rows | base | this model |\n|--|--|--|--|\n| tides | many | low | high |",
            [Row("tides", 0, False, False, False)],
        ),
        ("```\n| task | rows |\n|---|---|\n| a | 1 |\n```", [Row("a", 1, False, False, False)]),
        ("tides: 0.45 ± 0.04 of 120 rows", []),
        (
            "| task | number of rows | SmolLM2-135M-Instruct | accuracy ± std. error |\n|--|--|--|--|\n| tides | 1,200 | 31 % | 45 % ± 4 |",
            [Row("tides", 1200, True, True, True)],
        ),
        (
            "| tarea | n | word error rate | IC 95 % |\n|--|--|--|--|\n| mareas | 60 | 0.31 | [0.2, 0.4] |",
            [Row("mareas", 60, False, True, True)],
        ),
    ],
    ids=[
        "columns",
        "spanish",
        "made by card --fix",
        "rows by model",
        "no base",
        "no number",
        "code",
        "prose",
        "names of models",
        "an error that is a metric",
    ],
)
def test_how_people_write_results(table: str, expected: list[Row], tmp_path: Path) -> None:
    """A column for the base, or a row; the uncertainty beside the number, or in a column of its own."""
    assert expected == list(section("Evaluation", table, tmp_path / "m").results)


def test_one_whole_evaluation_is_enough(tmp_path: Path) -> None:
    """Of several tasks the nearest to whole decides; rows of one task, in any table, are taken together."""
    two = "| other | 10 | | 1.0 % |\n"
    text = CARD.replace("| tides |", f"{two}| tides |")
    facts = read(text, tmp_path / "m")
    assert () == demands(facts, read_card(tmp_path / "m"))
    bare = "\n| task | model | accuracy |\n|---|---|---|\n| other | base | 0.5 |\n"
    facts = read(CARD.replace("| tides | 120 | 31.7 % ± 4.2 ", "| other | 60 | ") + bare, tmp_path / "m")
    assert () == demands(facts, read_card(tmp_path / "m"))


@pytest.mark.parametrize(
    "text",
    [
        "## Training data\n" + "seed steps revision " * 40_000,
        "## Data\n" + ("# data\n" * 100_000),
        "## Evaluation\n" + "|" * 900_000,
        "## Evaluation\n" + ("| 1 ± " * 100 + "\n") * 1500,
        "## Training\n" + ("seed" + " : " * 150 + "\n") * 1500,
        "<!--" * 200_000,
    ],
    ids=["one line", "headings", "a wide table", "many cells", "near matches", "comments"],
)
def test_a_hostile_card_costs_little(text: str, tmp_path: Path) -> None:
    """Within the sandbox's deadline there is an answer, or none, and then nothing is taken as told."""
    begun = time.monotonic()
    facts = read(f"---\n---\n{text}", tmp_path / "m")
    assert time.monotonic() - begun < 30
    assert all(row.task.isprintable() for row in facts.results)
    assert len(msgspec.json.encode(facts)) < LIMITS.json_bytes


def test_the_headings_are_those_of_both_languages() -> None:
    """Those of the templates, of TRL and of the Hub's template for cards."""
    import re

    for name, headings in {
        "use": ("intended use", "uso previsto", "uses", "direct use", "task", "tarea"),
        "data": ("data", "datos", "training data", "dataset"),
        "training": ("training", "training procedure", "entrenamiento"),
        "evaluation": ("evaluation", "results", "evaluación", "evaluation results"),
    }.items():
        assert all(re.search(HEADINGS[name], heading) for heading in headings)
    assert not any(re.search(pattern, "quick start") for pattern in HEADINGS.values())


TEMPLATES = {"en": "CARD.md", "es": "CARD.es.md"}
FILLED = {
    "base_model:": f"base_model: {BASE}",
    "license:": "license: apache-2.0",
    "datasets: []": "datasets: [ana/tides]",
    "# [More Information Needed]\n": "# Tides\n",
    "[More Information Needed], revision [More Information Needed]": "ana/tides, revision 0a1b2c3d4e",
    "[More Information Needed], revisión [More Information Needed]": "ana/tides, revisión 0a1b2c3d4e",
    "trl [More Information Needed]": "trl 1.16.0",
    "transformers [More Information Needed]": "transformers 5.23.0",
    "torch [More Information Needed]": "torch 2.13.0",
    **{f"{name}: [More Information Needed]": f"{name}: 70" for name in ("Steps", "Pasos", "Seed", "Semilla")},
    **{f"{name}: [More Information Needed]": f"{name}: https://github.com/ana/tides" for name in ("Code", "Código")},
    "| [More Information Needed] " * 4: "| tides | 120 | 31.7 % ± 4.2 | 45.0 % ± 4.5 ",
    "[More Information Needed]": f"{USE} {DATA}",
}
"""What a learner writes, in this order, in place of what the template leaves open."""


@pytest.mark.parametrize("language", TEMPLATES)
def test_the_template_passes_when_it_is_filled_in_and_not_before(language: str, tmp_path: Path) -> None:
    """Unfilled, each thing that is left open is told; filled in, nothing but the trainer's own traces is missing."""
    folder = zoo.good(tmp_path / "model")
    text = (FOLDER / TEMPLATES[language]).read_text("utf-8")
    (folder / "README.md").write_text(text, "utf-8")
    said = told(folder, cwd=tmp_path)
    of_card = ["card_no_base", "card_no_license", "card_no_datasets", "card_unfilled"]
    assert [*of_card, "no_use", "thin_data", "no_results"] == hard(said)
    assert (0, 6) == (said["recipe"]["points"], len(lacks(said)))
    for old, new in FILLED.items():
        text = text.replace(old, new)
    (folder / "README.md").write_text(text, "utf-8")
    said = told(folder, cwd=tmp_path)
    assert ([], ["no_trainer"]) == (hard(said), lacks(said)), said


def test_the_projects_texts_are_alike_in_both_languages(tmp_path: Path) -> None:
    """README and template: the same paragraphs, lists, tables, blocks of code and headings."""
    assert [] == list(project_problems(FOLDER))
    for path in FOLDER.glob("*.md"):
        (tmp_path / path.name).write_text(path.read_text("utf-8") + "\nMore.\n" * path.name.count(".es"), "utf-8")
    (tmp_path / "CARD.es.md").unlink()
    problems = list(project_problems(tmp_path))
    assert [True, True] == ["paragraphs" in problems[0], "CARD.es.md is missing" in problems[1]]


def test_the_readmes_table_and_commands_hold(tmp_path: Path) -> None:
    """The table that the README shows is read as it says; the unit of the command is the manifest's."""
    course = load_course(FILES)
    assert course.project is not None
    for name in ("README.md", "README.es.md"):
        text = (FOLDER / name).read_text("utf-8")
        table = text[text.index("|---|---:|") - 120 :]
        table = table[table.index("\n| ta") :].partition("\n\n")[0]
        [row] = section("Evaluation", table, tmp_path / "m").results
        assert (120, True, True, True) == (row.rows, row.base, row.model, row.error)
        assert all(base.size_class in text for base in course.models.bases)
        assert f"smol-grade submit {course.project.unit} --model" in text


def test_trls_own_folder_is_mended_by_what_it_is_told(tmp_path: Path) -> None:
    """A training of three steps, its card and its state: the command says exactly what to add, and then it passes."""
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    tokens = zoo.tokenizer()
    model = zoo.model(tokens)
    model.config._name_or_path = BASE
    base = zoo.good(tmp_path / "base")
    folder = tmp_path / "out"
    arguments = SFTConfig(
        output_dir=str(folder),
        max_steps=3,
        report_to=[],
        use_cpu=True,
        bf16=False,
        disable_tqdm=True,
        save_strategy="no",
    )
    turn = [{"role": "user", "content": "When?"}, {"role": "assistant", "content": "At six."}]
    trainer: Any = SFTTrainer(
        model=model, args=arguments, train_dataset=Dataset.from_list([{"messages": turn}] * 4), processing_class=tokens
    )
    trainer.train()
    trainer.save_model(str(folder))
    trainer.save_state()
    trainer.create_model_card(model_name="tides", dataset_name="ana/tides")
    said = told(folder, "--base", base, cwd=tmp_path)
    of_card = ["card_licence_misspelt", "card_no_license", "card_no_pipeline_tag", "card_no_tag", "card_no_evaluation"]
    assert [*of_card, "no_use", "no_data"] == hard(said)
    assert ["no_revision", "no_seed", "no_code"] == lacks(said)
    assert f"smol-grade card {folder} --fix" in said["next"]

    assert 1 == smol_grade("card", str(folder), "--fix", "--license", "apache-2.0", cwd=tmp_path).returncode
    assert ["card_no_evaluation", "no_use", "no_data"] == hard(told(folder, "--base", base, cwd=tmp_path))
    with open(folder / "README.md", "a", encoding="utf-8") as file:
        file.write(f"\n## Intended use\n\n{USE}\n\n## Data\n\n{DATA}\n\nSeed: 42\n\n## Evaluation\n\n{TABLE}")
    done = project(folder, "--base", base, cwd=tmp_path)
    assert 0 == done.returncode, done.stdout
    assert "Training recipe: 5 of 6" in done.stdout


def test_a_reading_that_gives_no_answer_of_the_form_takes_nothing_as_told(tmp_path: Path) -> None:
    """Whatever a session says that has been taken over."""

    class Lying:
        """Stands where a room stands."""

        def ask(self, *_: Any, **__: Any) -> Any:
            """Answer."""
            return {"results": [{"task": 3}]}

    assert ProjectFacts() == read_project(tmp_path, Lying())  # type: ignore[arg-type]
    card = CardFacts(found=True)
    assert {"no_use", "no_data"} == {one.code for one in demands(ProjectFacts(), card)}
    assert 0 == recipe(ProjectFacts(), card).points


def test_the_json_says_what_the_terminal_says(tmp_path: Path) -> None:
    """Every finding of it stands in the text too, in the language that was asked for."""
    folder = zoo.good(tmp_path / "model")
    text = " ".join(project(folder, "--lang", "es", cwd=tmp_path).stdout.split())
    said = json.loads(project(folder, "--lang", "es", "--format", "json", cwd=tmp_path).stdout)
    assert (1, "project", False) == (said["schema_version"], said["project"], said["passed"])
    assert said["findings"]
    for one in said["findings"]:
        assert " ".join(one["says"].split()) in text
        assert " ".join(one["fix"].split()) in text
    assert said["next"] in text
