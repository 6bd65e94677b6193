"""What official records say of a final project: accepted, or each thing that it lacks, by a code with words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from smol_grade.messages import LANGUAGES, catalogue
from smol_leaderboard import layout
from smol_leaderboard.evaluate.fetching import Ready
from smol_leaderboard.evaluate.looking import look, staged
from smol_leaderboard.ledger import Ledger
from smol_leaderboard.measuring_errors import ModelRejected
from smol_leaderboard.models_office import ModelsOffice, Wanted, request_of, waiting_models
from smol_leaderboard.office import office
from smol_leaderboard.project import DEMANDS, LACKS, asked_for
from smol_leaderboard.safety.card import CODES
from smol_leaderboard.safety.rules import ModelFacts
from smol_leaderboard.schema import EvaluationRecord, RequestRecord, canonical, read_record, record_id, sealed_record
from smol_leaderboard.view.project_texts import project_texts

from . import models, zoo
from .entries import ENTRY
from .learner import COURSE
from .memory_store import MemoryStore
from .projects import CARD, Desk, at_desk, whole
from .sample_board import segments, settings
from .sample_evaluations import evaluation

OLD = "fad4fa5e093c125b17d368437c76ceffd5d2e0388a1f6a04947e2fbbf45a6d8c"
"""Of an evaluation as it was before any record spoke of projects."""


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One for all cards of this module."""
    with at_desk() as opened:
        yield opened


def codes(desk: Desk, card: str) -> list[str]:
    """What a card lacks."""
    read = desk.read(card)
    return [one.code for one in asked_for(read.project, read.card, ModelFacts(), COURSE.models)]


def test_a_whole_card_lacks_nothing_and_an_empty_one_is_not_accepted(desk: Desk) -> None:
    """What the check of every card asks for belongs to the project: an empty card lacks it, a missing one is missing."""
    assert [] == codes(desk, CARD)
    assert {"card_no_base", "card_no_evaluation", "no_use", "no_data"} <= set(codes(desk, "---\nlicense: mit\n---\n"))
    assert ["card_no_evaluation"] == codes(desk, CARD.partition("## Evaluation")[0])
    assert ["no_error"] == codes(desk, CARD.replace(" ± 4.5", ""))


def staged_project(folder: Path) -> Path:
    """A whole project as the course reads it: staged, so that the sandbox may read it too."""
    folder.chmod(0o755)
    staged("tides", whole(folder / "source"), folder / "model")
    return folder / "model"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_lack_has_words(language: str) -> None:
    """Each code a sentence without fields, as a record holds no field; none besides."""
    texts = catalogue(language)  # type: ignore[arg-type]
    assert LACKS == {key.removeprefix("lacks.") for key in texts if key.startswith("lacks.")}
    assert not [code for code in LACKS if "{" in texts[f"lacks.{code}"]]
    assert LACKS == {*DEMANDS, *CODES} - {"card_no_nonce", "card_other_nonce"}


def test_a_model_is_looked_at_as_a_project_where_it_is_one(tmp_path: Path) -> None:
    """Nothing is said of other models; without a card the card is missing; what the gate rejects stays rejected."""
    folder = staged_project(tmp_path)
    job = models.job(folder, tmp_path / "room")
    assert msgspec.UNSET is look(job, COURSE.models, "").project
    project = msgspec.structs.replace(job, project=True)
    assert () == look(project, COURSE.models, "").project
    (folder / "README.md").unlink()
    assert ("card_missing",) == look(project, COURSE.models, "").project
    zoo.edit(folder / "config.json", vocab_size=300)
    with pytest.raises(ModelRejected):
        look(project, COURSE.models, "")


def test_records_that_say_nothing_of_a_project_are_as_they_were() -> None:
    """The same bytes, so the same hash; one that says something reads back, and accepted is not the same as unseen."""
    before = evaluation(1)
    assert OLD == before.content_sha256
    assert b"project" not in canonical(before)
    for lacks in ((), ("no_use",)):
        one = sealed_record(msgspec.structs.replace(before, project=lacks))
        assert one == read_record(canonical(one))
        assert one.content_sha256 != before.content_sha256


def test_a_project_that_lacks_nothing_may_still_not_count() -> None:
    """Accepted is said only of a model that counts; what is missing comes with what to do; of no project nothing."""

    def said(lacks: tuple[str, ...] | msgspec.UnsetType, *, counts: bool) -> list[str]:
        return project_texts(lacks, counts=counts, model="ana/tides", unit="unit6", language="en")

    assert [] == said(msgspec.UNSET, counts=True)
    assert ["Accepted"] == [one[:8] for one in said((), counts=True)]
    assert ["Not accepted"] == [one[:12] for one in said((), counts=False)]
    head, lack, unknown, fix = said(("card_no_tag", "of_tomorrow"), counts=True)
    assert ("Not accepted. Missing:", "- the tag `smol-course`", "- of tomorrow") == (head, lack, unknown)
    assert "smol-grade project ana/tides" in fix
    assert "smol-grade submit unit6 --model ana/tides" in fix


def the_request(record: EvaluationRecord, unit: str) -> RequestRecord:
    """What an evaluation answers."""
    return sealed_record(
        RequestRecord(
            id=record_id("request", record.request, ""),
            subject=record.subject,
            at=record.at,
            request=record.request,
            unit=unit,
            attempt=1,
            received_at=record.received_at,
            sealed_sha256="",
            sealed="",
            smol_grade="0.3.0",
            model=record.model,
        )
    )


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ({}, "shown"),
        ({"entry": ENTRY}, "later"),
        ({"unit": "instruction"}, "later"),
        ({"model_nonce": "b" * 32}, "later"),
        ({"subject": "1" * 64}, "later"),
    ],
)
def test_a_project_that_shows_something_is_measured_before_one_that_shows_nothing(
    later: dict[str, object], expected: str
) -> None:
    """Whoever hands in the unit once more, with the same model, does not take the project out of the queue.

    Once it is measured the later one waits: its author has mended the card, or wants another try.
    """
    base = the_request(evaluation(1, unit="synthetic"), "synthetic")
    shown = msgspec.structs.replace(base, entry=ENTRY, request="shown", id="1" * 64)
    second = msgspec.structs.replace(base, request="later", id="2" * 64, received_at="2027-01-01T00:00:00Z")
    ledger = Ledger(MemoryStore())
    ledger.add([sealed_record(shown), sealed_record(msgspec.structs.replace(second, **later))])
    named = request_of(ledger, base.model.upper())
    assert expected == (named.request if named is not None else "")
    assert expected == waiting_models(ledger)[-1].request
    ledger.add([sealed_record(msgspec.structs.replace(evaluation(1, unit="synthetic"), request="shown"))])
    assert ["later"] == [one.request for one in waiting_models(ledger)]


@pytest.mark.parametrize(
    ("unit", "lacks", "revision", "project", "replaces"),
    [
        ("synthetic", msgspec.UNSET, "same", True, True),
        ("synthetic", ("no_use",), "same", True, False),
        ("synthetic", ("no_use",), "other", True, True),
        ("instruction", msgspec.UNSET, "same", False, False),
        ("instruction", msgspec.UNSET, "other", False, True),
    ],
)
def test_what_a_new_evaluation_replaces(
    tmp_path: Path, unit: str, lacks: tuple[str, ...], revision: str, project: bool, replaces: bool
) -> None:
    """One of another commit, and a project's that was measured when nobody looked at projects; the same again is one."""
    before = sealed_record(msgspec.structs.replace(evaluation(1, unit=unit), project=lacks))
    store = MemoryStore({layout.SETTINGS: canonical(settings())} | segments([before, the_request(before, unit)]))
    ledger = Ledger(store)
    ledger.refresh()
    models_office = ModelsOffice(office("somewhere", str(tmp_path)), store, ledger, settings())
    here = Ready(before.model, before.revision if revision == "same" else "0" * 40, tmp_path, ())
    job = models_office.job(Wanted(before.model, ("loss",)), here, None)
    assert (project, before.id if replaces else "") == (job.project, job.supersedes)
