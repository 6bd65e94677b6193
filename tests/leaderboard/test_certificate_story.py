"""From a stub to a certificate and the awards: stubs, solutions, quiz, a trained model, its evaluation, what is published.

Nothing here is a double but the Hub: each program runs as its user runs it, with its own login, on a board that counts
for certificates, and what is asserted is what anybody reads from the data set over HTTP.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fakehub import FakeHub
from joserfc import jwt as jose
from joserfc.jwk import OKPKey
from page.browser import chromium, launched, served

from smol_grade.messages import say
from smol_leaderboard.certify import standing
from smol_leaderboard.layout import ISSUER
from smol_leaderboard.schema import AnyRecord, EvaluationRecord, GradeRecord, QuizRecord, read_record
from smol_leaderboard.store import open_store

from . import projects, zoo
from .killing import FULL
from .learner import COURSE, ROOT
from .test_certify import quiz, whole_grade
from .town import BOARD, RULES, Town

for needed in ("torch", "trl", "peft", "datasets"):
    pytest.importorskip(needed, reason=f"{needed} is not installed: the extra train brings it")
sys.path.append(str(ROOT / "benchmarks"))

import finetune  # noqa: E402
import smollm2  # noqa: E402

from .test_finetune import problems  # noqa: E402

NAME = "Ana P\u00e9rez"
BASE = smollm2.HUB_ID
ASKED = ("--tasks", "loss", "--limit", "24")
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
        nonce = town.submit("unit1", "ana/chat", "--name", NAME)
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


class Reader:
    """Somebody who was given the certificate, with a browser and the course's page."""

    def __init__(self, tab: Any, link: str, file: Path) -> None:
        self.tab, self.link, self.file = tab, link, file
        self.turn = 0

    def sees(self, part: str = "") -> str:
        """Hand the file to the page, or open the address of an id; return what the page calls it."""
        self.turn += 1
        self.tab.goto(f"{self.link}?turn={self.turn}#/verify{part}")
        if not part:
            self.tab.locator("#file").set_input_files(self.file)
        self.tab.wait_for_selector(".outcome")
        found: str = self.tab.locator(".outcome h2").inner_text()
        return found


@pytest.fixture(scope="module")
def certified(story: Story) -> Path:
    """The learner's certificate as a file: the course team issues it, the learner fetches it."""
    town = story.town
    assert "keys new" in " ".join(town.operate("certify", code=2).stderr.split())
    town.operate("keys", "new")
    town.operate("certify")
    town.learn("certificate", "get", "fundamentals")
    return town.work / "fundamentals-ana.json"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, for this file's tests only: Playwright leaves an event loop running."""
    if not chromium():
        pytest.skip("the page is looked at in Chromium, and there is none on this machine")
    with launched() as started:
        yield started


@pytest.fixture
def reader(story: Story, certified: Path, browser: Any) -> Iterator[Reader]:
    """The page as the team publishes it, over the board on the Hub."""
    town = story.town
    site = town.folder / "site"
    town.operate("site", "build", "--board", BOARD, "--out", site)
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    with served(files) as link:
        tab = browser.new_page(locale="en-US")
        tab.set_default_timeout(20_000)
        yield Reader(tab, link, certified)
        tab.close()


def test_the_certificate_is_verified_by_three_programs(story: Story, certified: Path, reader: Reader) -> None:
    """Ours, the browser's own cryptography, and joserfc, which is given the key of the site and nothing else."""
    said = story.town.learn("certificate", "verify", certified).stdout
    assert say("en", "verify.valid") in said
    assert f"{say('en', 'holding.name')}: {NAME}" in said
    assert "Valid" == reader.sees()
    file = json.loads(certified.read_bytes())
    keys = json.loads((story.town.folder / "site" / ".well-known" / "did.json").read_bytes())["verificationMethod"]
    [key] = [OKPKey.import_key(method["publicKeyJwk"]) for method in keys]
    claims = jose.decode(file["credential"], key, algorithms=["EdDSA"]).claims
    assert "https://huggingface.co/ana" == claims["credentialSubject"]["id"]
    assert NAME in {one["identityHash"] for one in claims["credentialSubject"]["identifier"]}
    assert "Valid" == reader.sees("/" + claims["jti"].removeprefix("urn:uuid:").replace("-", ""))


@pytest.mark.parametrize("name", CUTS)
def test_without_one_link_nothing_is_issued_and_what_was_issued_is_refused(
    story: Story, certified: Path, name: str, tmp_path: Path
) -> None:
    """The published board without a link, in a folder of its own: its team has nothing to issue, its readers see why."""
    town, board = story.town, tmp_path / "board"
    for path, content in town.published().items():
        lines = [
            line
            for line in content.splitlines(keepends=True)
            if not (of_records(path) and CUTS[name](read_record(line)))
        ]
        (board / path).parent.mkdir(parents=True, exist_ok=True)
        (board / path).write_bytes(b"".join(lines))
    refused = town.learn("certificate", "verify", certified, "--board", board, code=1).stdout
    assert say("en", "verify.records_gone", record="0").partition("0")[0] in refused
    open_store(str(board)).commit(dict.fromkeys([ISSUER, *issued_on(board)], None), "nothing issued yet")
    town.operate("keys", "new", "--board", board)
    said = town.operate("certify", "ana", "--board", board).stdout
    assert "fundamentals" not in {path.stem for path in board.glob("certificates/*/*")}
    assert "0 issued" in said


def of_records(path: str) -> bool:
    """Whether a file holds records, one a line."""
    return path.startswith("records/")


def issued_on(board: Path) -> list[str]:
    """What a board says of certificates."""
    return [
        path.relative_to(board).as_posix()
        for place in ("certificates", "status")
        for path in (board / place).rglob("*.*")
    ]


def test_what_was_revoked_is_refused(story: Story, certified: Path, reader: Reader) -> None:
    """By the program and by the page, with the reason."""
    town = story.town
    assert "Valid" == reader.sees()
    town.operate("revoke", "ana", "--reason", "asked for it")
    assert "asked for it" in town.learn("certificate", "verify", certified, code=1).stdout
    assert "Not valid" == reader.sees()


Won = dict[tuple[str, str], list[str]]


def evening(town: Town, out: Path, *words: object, code: int = 0) -> str:
    """Make the evening of the awards; return what the program says."""
    done = town.operate("ceremony", "--out", out, "--lang", "en", *words, code=code)
    return done.stdout if code == 0 else done.stderr


def won(showcase: bytes) -> Won:
    """Award -> the ids of the records that it rests on, as the board publishes them."""
    found = json.loads(showcase)["awards"]
    return {(one["kind"], one["unit"]): [winner["record"] for winner in one["winners"]] for one in found}


def expected(models: list[EvaluationRecord]) -> Won:
    """The awards of the learner's two models, which are one training handed in twice: alike in every number."""
    ids = [one.id for one in sorted(models, key=lambda one: one.model)]
    each = {("best", one.unit): [one.id] for one in models}
    return each | ({("most_improved", ""): ids, ("smallest", ""): ids} if ids else {})


def test_the_evening_of_the_awards(story: Story, tmp_path: Path) -> None:
    """Awards follow from the records, ties share, each names its record; the page and the terminal say who has what."""
    town = story.town
    models = standing_models(story)
    assert ["ana/chat", "ana/tides"] == [one.model for one in models]
    assert expected(models) == won(town.published()["board/showcase.json"])
    said = evening(town, tmp_path / "evening", "--board", BOARD)
    for text in ("Most improved", "Smallest over the bar", "Best model", "ana  ana/chat", "ana  ana/tides"):
        assert text in said, text
    page = (tmp_path / "evening" / "index.html").read_text("utf-8")
    assert "Shared by 2: the intervals overlap" in page
    for one in models:
        beside = tmp_path / "evening" / "records" / f"{one.id}.json"
        assert one == read_record(beside.read_bytes().strip())
        assert f"records/{one.id}.json" in page


def standing_models(story: Story) -> list[EvaluationRecord]:
    """The learner's evaluations that count and that nothing supersedes."""
    found = [one for one in story.records if isinstance(one, EvaluationRecord)]
    replaced = {one.supersedes for one in found}
    return sorted((one for one in found if one.counts and one.id not in replaced), key=lambda one: one.model)


@pytest.mark.parametrize("number", [0, 1])
def test_without_a_record_exactly_the_awards_that_rest_on_it_are_others(
    story: Story, number: int, tmp_path: Path
) -> None:
    """The published board without one record, made anew: its own award is gone, what it shared is the other's alone."""
    town, board = story.town, tmp_path / "board"
    models = standing_models(story)
    gone = models[number]
    for path, content in town.published().items():
        if not path.startswith("board/"):
            lines = [one for one in content.splitlines(keepends=True) if not of_records(path) or _id(one) != gone.id]
            (board / path).parent.mkdir(parents=True, exist_ok=True)
            (board / path).write_bytes(b"".join(lines))
    town.operate("rebuild", "--board", board)
    after = won((board / "board" / "showcase.json").read_bytes())
    before = won(town.published()["board/showcase.json"])
    assert expected([one for one in models if one is not gone] + stand_again(story, gone)) == after
    changed = {award for award in before.keys() | after.keys() if before.get(award) != after.get(award)}
    assert {award for award, rests_on in before.items() if gone.id in rests_on} <= changed
    assert {award for award in changed if award in before and gone.id not in before[award]} == set()
    said = evening(town, tmp_path / "evening", "--board", board)
    assert gone.id not in "".join(path.name for path in (tmp_path / "evening" / "records").iterdir())
    assert "Shared by 2" in said + (tmp_path / "evening" / "index.html").read_text("utf-8") or not stand_again(
        story, gone
    )


def stand_again(story: Story, gone: EvaluationRecord) -> list[EvaluationRecord]:
    """What a record had superseded stands again without it, if it counts."""
    found = [one for one in story.records if isinstance(one, EvaluationRecord) and one.id == gone.supersedes]
    return [one for one in found if one.counts]


def _id(line: bytes) -> str:
    return read_record(line).id
