"""Made-up showcases for the page: of a sample's own models, of hostile texts, and in five scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from leaderboard.memory_store import MemoryStore
from leaderboard.sample_board import subject
from leaderboard.sample_evaluations import BASES, METRICS, PARAMETERS, digest

from smol_leaderboard.schema import canonical

SHOWCASE = "board/showcase.json"
COHORTS = ("2027-01", "2026-09")
"""The newest first."""
ENGLISH = (
    "A model that explains recipes to children. It was tuned on two thousand conversations that I wrote with my sister, "
    "and it asks what is in the kitchen before it answers.\n\nIt is small enough for an old laptop. It still invents "
    "spices: the card says how often, and on which questions."
)
SPANISH = (
    "Un modelo que explica recetas a niñas y niños. Se ajustó con dos mil conversaciones que escribí con mi hermana, y "
    "pregunta qué hay en la cocina antes de responder.\n\nCabe en un portátil viejo. Todavía inventa especias: la ficha "
    "dice cuántas veces y con qué preguntas."
)
SCRIPTS = (
    "\u0644\u064a\u0644\u0649 \u062d\u062f\u0651\u0627\u062f",
    "\u05e0\u05d5\u05e2\u05d4 \u05dc\u05d5\u05d9",
    "\u0905\u0928\u0928\u094d\u092f\u093e \u0936\u0930\u094d\u092e\u093e",
    "\u5c71\u7530 \u592a\u90ce",
    "Zo\u00eb \U0001f680 \u0158eho\u0159",
)
"""Arabic, Hebrew, Devanagari, Han, and an emoji between Latin letters."""

Row = dict[str, Any]


def winner(row: Row, value: int, low: int = -1, high: int = -1) -> Row:
    """Return a winner; without bounds they are 20 thousandths to both sides."""
    kept = {name: row[name] for name in ("record", "model", "subject", "name")}
    bounds = (value - 20_000, value + 20_000) if low < 0 else (low, high)
    return kept | {"value": value, "low": bounds[0], "high": bounds[1]}


def award(kind: str, winners: Iterable[Row], cohort: str = COHORTS[0], **changes: str) -> Row:
    """Return an award, over everything unless `changes` says another unit or size."""
    task = changes.pop("task", "heldout" if kind == "held_out" else "loss")
    metric = "" if kind == "smallest" else METRICS[task]
    head = {"kind": kind, "cohort": cohort, "unit": "", "size_class": "", "task": task, "metric": metric}
    return head | changes | {"winners": list(winners)}


def project(row: Row, summary: str = ENGLISH, **changes: Any) -> Row:
    """Return an accepted project of a model's row."""
    names = ("record", "model", "revision", "base", "size_class", "parameters", "subject", "name")
    kept = {name: row[name] for name in names}
    said = {"summary": summary, "language": "en", "demo": "", "awards": [], "cohort": COHORTS[0]}
    gain = {"task": "loss", "difference": 64_000, "low": 41_000, "high": 87_000}
    measured = {"task": "loss", "metric": "bits_per_byte", "n": 400, "value": 871_000, "low": 850_000, "high": 892_000}
    return kept | said | {"received_at": "2027-02-12T18:30:00Z", "gain": gain, "results": [measured]} | changes


def document(projects: Iterable[Row], awards: Iterable[Row], cohorts: Iterable[str] = COHORTS) -> bytes:
    """Return the file."""
    head = {"schema_version": 1, "title": "A made-up course", "practice": False, "as_of": "2027-02-13T09:00:00Z"}
    return canonical(head | {"cohorts": list(cohorts), "projects": list(projects), "awards": list(awards)})


def made_up(number: int, name: str = "", model: str = "") -> Row:
    """Return the row of a model that nobody measured."""
    return {
        "record": digest("showcase", number),
        "model": model or f"learner-{number}/sample-project",
        "revision": digest("revision", number)[:40],
        "base": BASES["135M"],
        "size_class": "135M",
        "parameters": PARAMETERS["135M"],
        "subject": subject(number),
        "name": name,
    }


def of_the_board(store: MemoryStore) -> bytes:
    """Return a showcase of the models that a sample's board has: six awards, some shared, four projects, two cohorts."""
    rows = [row for row in json.loads(store.content["board/models.json"])["rows"] if not row["unranked"]]
    small, large = (
        [row for row in rows if row["size_class"] == size and not row["limit"]] for size in ("135M", "360M")
    )
    awards = [
        award("best", [winner(small[0], 871_000)], unit="instruction", size_class="135M"),
        award("best", [winner(row, 790_000 + 3_000 * n) for n, row in enumerate(large[:2])], unit="instruction", size_class="360M"),
        award("held_out", [winner(row, 412_000 - 9_000 * n) for n, row in enumerate((*small[:2], *large[:3]))]),
        award("most_improved", [winner(small[1], 64_000, 41_000, 87_000)]),
        award("smallest", [winner(row, row["parameters"], row["parameters"], row["parameters"]) for row in small[:2]]),
        award("most_improved", [winner(small[2], 51_000, 32_000, 70_000)], COHORTS[1]),
    ]  # fmt: skip
    projects = [
        project(small[0], awards=[0, 2, 4], demo="https://demo.example.org/recipes?lang=en"),
        project(small[1], SPANISH, language="es", awards=[2, 3, 4]),
        project(large[0], awards=[1], gain=None, demo="https://huggingface.co/spaces/learner-1/demo"),
        project(small[2], "A short one, of the cohort before.", cohort=COHORTS[1], awards=[5]),
    ]
    return document(projects, awards)


def of_texts(texts: Iterable[str]) -> bytes:
    """Return a showcase in which strangers wrote each text wherever they can write."""
    rows = [made_up(number, text, text) for number, text in enumerate(texts)]
    awards = [award("held_out", [winner(row, 400_000) for row in rows]), award("best", [winner(rows[0], 800_000)])]
    projects = [project(row, row["name"], demo=row["name"], base=row["name"], awards=[0]) for row in rows]
    return document(projects, awards, COHORTS[:1])


def of_scripts() -> bytes:
    """Return a showcase of people whose names are written in five scripts, one of them with a long name."""
    rows = [made_up(number, name) for number, name in enumerate(SCRIPTS)]
    rows.append(made_up(9, "Wolfeschlegelsteinhausenbergerdorff " * 2, f"{'w' * 96}/{'m' * 96}"))
    awards = [award("held_out", [winner(row, 412_000 - 2_000 * n) for n, row in enumerate(rows)])]
    return document([project(row, f"{row['name']}: {ENGLISH}", awards=[0]) for row in rows], awards, COHORTS[:1])
