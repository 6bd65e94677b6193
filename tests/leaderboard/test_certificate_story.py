"""From a stub to a certificate: stubs, solutions, quiz, a trained model, its evaluation, and what is published of it.

Nothing here is a double but the Hub: each program runs as its user runs it, with its own login, on a board that counts
for certificates, and what is asserted is what anybody reads from the data set over HTTP.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from fakehub import FakeHub

from smol_leaderboard.certify import standing
from smol_leaderboard.schema import AnyRecord, EvaluationRecord, GradeRecord, QuizRecord

from . import projects, zoo
from .killing import FULL
from .learner import COURSE, ROOT
from .test_certify import quiz, whole_grade
from .town import RULES, Town

for needed in ("torch", "trl", "peft", "datasets"):
    pytest.importorskip(needed, reason=f"{needed} is not installed: the extra train brings it")
sys.path.append(str(ROOT / "benchmarks"))

import finetune  # noqa: E402
import smollm2  # noqa: E402

from .test_finetune import problems  # noqa: E402

BASE = smollm2.HUB_ID
ASKED = ("--tasks", "loss", "--limit", "4")
EXERCISES = [("exercise", "instruction", name) for name in RULES.units["instruction"].exercises]
FIRST = "render_chatml"
QUIZ, MODEL = ("quiz", "instruction", ""), ("model", "instruction", "")
BETWEEN = ("unit2", "unit3", "unit4", "unit5")
pytestmark = [pytest.mark.proof, pytest.mark.timeout(1800)]
Missing = list[tuple[str, str, str]]


class Story:
    """What was missing after each step, and what is published in the end."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.steps: dict[str, tuple[Missing, Missing]] = {}
        """Step -> what was missing for *fundamentals* (kind, exercise or nothing, why), and why the model did not do."""
        self.said: dict[str, str] = {}
        self.records: list[AnyRecord] = []

    def look(self, step: str, certificate: str = "fundamentals") -> None:
        """Read the board and remember what is missing."""
        found = self.town.standing(certificate).missing
        self.steps[step] = ([(one.kind, one.unit, one.exercise) for one in found], [
            (one.kind, one.why, " ".join(one.codes)) for one in found
        ])  # fmt: skip


def carded(text: str, nonce: str) -> str:
    """A card with the number of its submission."""
    return text.replace("---\n", f"---\nsmol_course:\n  nonce: {nonce}\n", 1) if nonce else text


THIN = projects.CARD.partition("## Evaluation")[0]
"""A project's card without its evaluation."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The whole way to *fundamentals*, and the final project's model."""
    folder = tmp_path_factory.mktemp("story")
    with FakeHub() as hub:
        town = Town(folder, hub, ("unit1", *BETWEEN, "unit6") if FULL else ("unit1", "unit6"))
        told = Story(town)
        told.look("nothing")
        told.said["stubs"] = town.learn("submit", "unit1", code=1).stderr
        town.solve("unit1", FIRST)
        town.submit("unit1")
        town.operate("grade")
        told.look("one exercise")
        town.solve("unit1")
        nonce = town.submit("unit1", "ana/chat")
        town.operate("grade")
        told.look("solutions")
        town.take_quiz("unit1")
        town.operate("grade")
        told.look("quiz")
        _models(told, folder, nonce)
        _project(told, folder)
        told.records = town.records()
        yield told


def _models(told: Story, folder: Path, nonce: str) -> None:
    """A base that is measured; a copy of it, a trained model without the number, and with it."""
    town = told.town
    base = zoo.good(folder / "base")
    zoo.edit(base / "config.json", max_position_embeddings=4096)
    finetune.finetune(
        base, folder / "tuned", problems(40), problems(8, first=60), steps=30, minutes=2, learning_rate=1e-2,
        say=lambda _: None,
    )  # fmt: skip
    town.push(BASE, base)
    town.operate("evaluate", BASE, "--reference", *ASKED)
    town.push("ana/chat", base, carded(projects.CARD, nonce))
    town.operate("evaluate", "--waiting", *ASKED)
    told.look("a copy")
    town.push("ana/chat", folder / "tuned", projects.CARD)
    town.operate("evaluate", "ana/chat", *ASKED)
    told.look("no number")
    town.push("ana/chat", folder / "tuned", carded(projects.CARD, nonce))
    town.operate("evaluate", "ana/chat", *ASKED)
    told.look("trained")


def _project(told: Story, folder: Path) -> None:
    """The final project: unit 6 with a model whose card is thin, then whole."""
    town = told.town
    town.solve("unit6")
    nonce = town.submit("unit6", "ana/tides")
    town.operate("grade")
    told.look("unit 6", "completion")
    town.push("ana/tides", folder / "tuned", carded(THIN, nonce))
    told.said["thin"] = town.operate("evaluate", "--waiting", *ASKED).stdout
    told.look("thin card", "completion")
    told.said["status, thin"] = town.learn("status").stdout
    told.said["model, thin"] = town.learn("leaderboard", "--models", "--model", "ana/tides").stdout
    town.push("ana/tides", folder / "tuned", carded(projects.CARD, nonce))
    told.said["whole"] = town.operate("evaluate", "ana/tides", *ASKED).stdout
    told.look("whole card", "completion")
    told.said["status, whole"] = town.learn("status").stdout


def test_at_each_step_exactly_what_is_missing_is_named(story: Story) -> None:
    """Stubs earn nothing; solutions, quiz and model each strike out what they stand for, and nothing else."""
    units = {name: [row for row in found if row[1] == "instruction"] for name, (found, _) in story.steps.items()}
    assert [*EXERCISES, QUIZ, MODEL] == units["nothing"]
    assert "nothing to submit" in story.said["stubs"]
    assert [*(one for one in EXERCISES if one[2] != FIRST), QUIZ, MODEL] == units["one exercise"]
    assert [QUIZ, MODEL] == units["solutions"]
    assert [MODEL] == units["quiz"]
    assert [] == units["trained"]


def test_a_model_must_be_made_by_its_learner(story: Story) -> None:
    """A copy of the base does not count and is no better; one that cannot be told to be the learner's does not count."""
    [(kind, why, codes)] = story.steps["a copy"][1]
    assert ("model", "does_not_count", "copy_of_base not_better_than_base") == (kind, why, codes)
    assert [("model", "does_not_count", "no_nonce")] == story.steps["no number"][1]


def test_the_project_is_accepted_when_its_card_is_whole(story: Story) -> None:
    """What it lacks is in the record, in three places in words, with what to do; the next commit takes its place."""
    thin, whole = (one for one in story.records if isinstance(one, EvaluationRecord) and one.model == "ana/tides")
    assert (("card_no_evaluation",), ()) == (thin.project, whole.project)
    assert (thin.id, True, True) == (whole.supersedes, thin.counts, whole.counts)
    assert ("project", "unfinished", "card_no_evaluation") in story.steps["thin card"][1]
    assert "project" not in {kind for kind, _, _ in story.steps["whole card"][1]}
    for place in ("thin", "status, thin", "model, thin"):
        said = " ".join(story.said[place].split())
        assert "Not accepted. Missing:" in said, place
        assert "- a section about evaluation" in said, place
        assert "smol-grade project ana/tides" in said, place
    for place in ("whole", "status, whole"):
        assert "Accepted: its model counts" in story.said[place], place
    assert {msgspec.UNSET} == {
        one.project for one in story.records if isinstance(one, EvaluationRecord) and one.model == "ana/chat"
    }


CUTS = {
    "no grading": lambda one: isinstance(one, GradeRecord) and one.unit == "instruction",
    "no quiz": lambda one: isinstance(one, QuizRecord),
    "no model": lambda one: isinstance(one, EvaluationRecord) and one.unit == "instruction",
}


@pytest.mark.parametrize(("name", "gone"), [("no grading", EXERCISES), ("no quiz", [QUIZ]), ("no model", [MODEL])])
def test_without_one_link_there_is_no_certificate(story: Story, name: str, gone: Missing) -> None:
    """Exactly what it stood for is missing."""
    left = [one for one in story.records if not CUTS[name](one)]
    found = standing(left, RULES, "fundamentals").missing
    assert gone == [(one.kind, one.unit, one.exercise) for one in found]
    assert {"absent"} == {one.why for one in found}


@pytest.mark.parametrize("kind", [GradeRecord, EvaluationRecord])
def test_what_was_done_in_a_weaker_sandbox_is_no_link(story: Story, kind: type[GradeRecord | EvaluationRecord]) -> None:
    """Tier 2 in one of the records that it rests on takes the certificate away."""
    weaker = [
        msgspec.structs.replace(one, environment=msgspec.structs.replace(one.environment, tier=2))
        if isinstance(one, kind)
        else one
        for one in story.records
    ]
    found = standing(weaker, RULES, "fundamentals").missing
    assert {"exercise" if kind is GradeRecord else "model"} == {one.kind for one in found}


def test_completion(story: Story) -> None:
    """All units, all quizzes and the project.

    In the full form the units between are graded and their quizzes marked as unit 1's were. The default form does so
    with units 1 and 6, and unit 6's quiz; what it adds for the units between are made-up records with full marks.
    """
    town = story.town
    town.take_quiz("unit6")
    for unit in BETWEEN if FULL else ():
        town.solve(unit)
        town.submit(unit)
        town.take_quiz(unit)
    town.operate("grade")
    records = town.records()
    slugs = [COURSE.find(unit)[0].slug for unit in BETWEEN]
    if not FULL:
        found = standing(records, RULES, "completion").missing
        assert set(slugs) == {one.unit for one in found}
        records += [make(slug) for slug in slugs for make in (whole_grade, quiz)]
    done = standing(records, RULES, "completion")
    assert [] == [(one.kind, one.unit, one.exercise, one.why) for one in done.missing]
    assert {one.id for one in records} >= set(done.evidence)


# Here `smol-leaderboard certify` issues the credential for `story.records`, `smol-grade certificate verify` and the page
# in Chromium verify it.
