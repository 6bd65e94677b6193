"""`board/showcase.json`: accepted projects with what they say of themselves, and the awards, the same by every way."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from smol_leaderboard import layout
from smol_leaderboard.board.awards import awards
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.board.shapes import ProjectLine, ShowcaseDocument
from smol_leaderboard.entry_errors import SummaryUnfit
from smol_leaderboard.project_entry import LONGEST, ensure_summary, tidied
from smol_leaderboard.redacting import redacted
from smol_leaderboard.schema import NOBODYS, AnyRecord, RequestRecord, canonical, sealed_record

from .made_records import batches
from .memory_store import MemoryStore
from .sample_board import HOSTILE, grade, moment, people, segments, settings, subject
from .sample_evaluations import evaluation
from .sample_projects import COHORTS, SUMMARY, crowds, gain, measured, project, request_of
from .test_rebuild import begun, with_records, without_places
from .town import RULES


def showcase(store: MemoryStore) -> ShowcaseDocument:
    return msgspec.json.decode(store.content["board/showcase.json"], type=ShowcaseDocument)


def shown(*made: AnyRecord) -> tuple[ProjectLine, ...]:
    store = with_records(*made)
    rebuild(store)
    return showcase(store).projects


def both(one: object, **said: str) -> tuple[AnyRecord, AnyRecord]:
    return one, request_of(one, **said)  # type: ignore[return-value, arg-type]


def test_a_project_stands_there_with_what_it_says_and_what_was_measured() -> None:
    """Text, demo, language, gain over the base, results with intervals, name, and the awards that rest on it."""
    one = project(1, loss=(10, 20, 30), heldout=(5, 6, 7), gains=(gain(40, 30, 50),), received=7, parameters=9)
    store = with_records(one, request_of(one, f"Tides: {SUMMARY}", "es", "https://ana-tides.hf.space/"), grade(1))
    store.content |= people({1: "ana"})
    rebuild(store)
    found = showcase(store)
    assert ("A made-up course", False, moment(607), (COHORTS[0],)) == (
        found.title, found.practice, found.as_of, found.cohorts,
    )  # fmt: skip
    [mine] = found.projects
    assert {
        "record": one.id,
        "model": "learner-1/sample-sft",
        "revision": one.revision,
        "base": one.base,
        "size_class": "135M",
        "parameters": 9,
        "subject": subject(1),
        "name": "ana",
        "cohort": COHORTS[0],
        "received_at": moment(7),
        "summary": f"Tides: {SUMMARY}",
        "language": "es",
        "demo": "https://ana-tides.hf.space/",
        "gain": {"task": "loss", "difference": 40, "low": 30, "high": 50},
        "results": [
            {"task": "loss", "metric": "bits_per_byte", "n": 400, "value": 20, "low": 10, "high": 30},
            {"task": "heldout", "metric": "exact_match", "n": 500, "value": 6, "low": 5, "high": 7},
        ],
        "awards": [0, 1, 2, 3],
    } == json.loads(canonical(mine))
    assert [("best", "evaluation", "135M"), ("held_out", "", ""), ("most_improved", "", ""), ("smallest", "", "")] == [
        (award.kind, award.unit, award.size_class) for award in found.awards
    ]
    winner = {"record": one.id, "model": mine.model, "subject": subject(1), "name": "ana"}
    assert [
        {**winner, "value": 20, "low": 10, "high": 30},
        {**winner, "value": 6, "low": 5, "high": 7},
        {**winner, "value": 40, "low": 30, "high": 50},
        {**winner, "value": 9, "low": 9, "high": 9},
    ] == [msgspec.to_builtins(award.winners[0]) for award in found.awards]


def test_what_lacks_something_is_no_project() -> None:
    """Not whole, not counting, of a weak tier, handed in without a text, of another unit's kind, of nobody."""
    assert () == shown(*both(project(1, project=("card_no_evaluation",))))
    assert () == shown(*both(project(1, counts_not=("no_nonce",))))
    assert () == shown(*both(project(1, tier=2)))
    assert () == shown(*both(project(1), summary=""))
    assert () == shown(project(1))
    assert () == shown(*both(measured(1)))
    assert () == shown(*both(project(1, model=f"{NOBODYS}abcdefabcdef-1")))
    assert 1 == len(shown(*both(project(1))))


def test_a_text_belongs_to_the_one_who_sent_it() -> None:
    """A request of another subject says nothing about a project, whatever it calls itself."""
    mine = project(1)
    stranger = sealed_record(
        msgspec.structs.replace(request_of(mine, f"Mine now: {SUMMARY}"), subject=subject(2), at=moment(1))
    )
    assert () == shown(mine, stranger)
    assert [SUMMARY] == [one.summary for one in shown(mine, request_of(mine), stranger)]


def test_of_two_records_of_one_request_the_first_published_counts() -> None:
    """Whatever order they are read in."""
    one = project(1)
    first, second = (
        request_of(one, f"First. {SUMMARY}", at=moment(5)),
        request_of(one, f"Second. {SUMMARY}", at=moment(6)),
    )
    for found in (shown(one, first, second), shown(one, second, first)):
        assert [f"First. {SUMMARY}"] == [line.summary for line in found]


def test_of_a_model_the_newest_project_is_shown() -> None:
    """Superseded ones are not; another model of the same person is another project."""
    old = project(1, request=1, received=5)
    again = project(1, request=1, received=5, at=900, supersedes=old.id)
    newer = project(1, request=2, received=6)
    other = project(1, request=3, received=1, model="learner-1/second")
    assert [again.id] == [one.record for one in shown(old, again, request_of(old))]
    found = shown(old, again, newer, other, *map(request_of, (old, newer, other)))
    assert [other.id, newer.id] == [one.record for one in found]
    assert () == shown(old, measured(1, request=1, received=5, at=900, supersedes=old.id), request_of(old))


def test_the_newest_cohort_comes_first() -> None:
    """Newest is which began last, whatever its name; within it projects are in order of reception."""
    spring = [project(n, cohort="spring", received=100 + n) for n in (2, 1)]
    autumn = [project(n, cohort="autumn", received=900 + n) for n in (4, 3)]
    store = with_records(*spring, *autumn, *map(request_of, (*spring, *autumn)))
    rebuild(store)
    found = showcase(store)
    assert ("autumn", "spring") == found.cohorts
    assert [subject(n) for n in (3, 4, 1, 2)] == [one.subject for one in found.projects]
    assert ["autumn", "spring"] == [award.cohort for award in found.awards]


def test_a_practice_board_says_so_and_shows_every_tier() -> None:
    """Elsewhere a weak tier is nobody's project."""
    one = project(1, tier=3)
    store = with_records(one, request_of(one))
    store.content[layout.SETTINGS] = canonical(settings(practice=True))
    rebuild(store)
    found = showcase(store)
    assert (True, 1, 1) == (found.practice, len(found.projects), len(found.awards))


def test_the_rules_say_what_is_compared(tmp_path: Path) -> None:
    """Other rules, other awards; rules that cannot be read stop no rebuild."""
    one = project(1, loss=(1, 2, 3), heldout=(4, 5, 6), gains=(gain(50, task="heldout"),))
    store = with_records(one, request_of(one))
    for content, compared in (
        (canonical(msgspec.structs.replace(RULES, compared="heldout")), "heldout"),
        (canonical(RULES), "loss"),
        (b"{}", "loss"),
    ):
        store.content[layout.RULES] = content
        store.revision += 1
        rebuild(store, tmp_path)
        assert {compared, "heldout"} == {award.task for award in showcase(store).awards}


def test_only_what_the_learners_program_would_have_made_is_shown() -> None:
    """As it was written, markup and formulas too; not what hides something, is too short, or links elsewhere than to https."""
    texts = [f"{text} {SUMMARY}" for text in HOSTILE]
    made = [tidied(text) for text in texts if len(text) < LONGEST and is_summary(tidied(text))]
    assert 10 < len(made) < len(HOSTILE)
    ones = [project(number) for number in range(len(texts) + len(made) + 2)]
    said = [*texts, *made, "Short.", SUMMARY]
    links = [*[""] * (len(said) - 1), "javascript:alert(1)"]
    requests = (request_of(one, text, demo=link) for one, text, link in zip(ones, said, links, strict=True))
    assert sorted([*made, *(text for text in texts if text in made)]) == sorted(
        one.summary for one in shown(*ones, *requests)
    )


def is_summary(text: str) -> bool:
    try:
        ensure_summary(text)
    except SummaryUnfit:
        return False
    return True


def test_requests_are_read_only_once_there_is_a_project(tmp_path: Path) -> None:
    """They hold the packages and are many; then once each, and none is a record of the board."""
    first = measured(1)
    store = with_records(first, request_of(first))
    assert 1 == rebuild(store, tmp_path).records
    assert [] == [path for path in store.reads if path.startswith("records/request/")]
    one = project(2)
    store.content |= segments([one, request_of(one)])
    store.revision += 1
    assert 2 == rebuild(store, tmp_path).records
    assert [SUMMARY] == [found.summary for found in showcase(store).projects]
    read = [path for path in store.reads if path.startswith("records/request/")]
    assert 2 == len(read) == len(set(read))
    store.content |= segments([grade(3)])
    store.revision += 1
    rebuild(store, tmp_path)
    assert read == [path for path in store.reads if path.startswith("records/request/")]


def test_a_bad_request_shows_nothing_and_stops_nothing() -> None:
    """A line that is no record, one whose hash is not its own, and one whose time is none."""
    one, other, third = project(1), project(2), project(3)
    timeless = canonical(sealed_record(msgspec.structs.replace(request_of(third), received_at="yesterday")))
    forged = canonical(msgspec.structs.replace(request_of(one), content_sha256="0" * 64))
    content = b'{"entry":\n' + b"\n".join([forged, timeless, canonical(request_of(other)), b""])
    store = with_records(one, other, third)
    store.content[layout.segment("request", "2026-09", content)] = content
    rebuild(store)
    assert [other.id] == [found.record for found in showcase(store).projects]


def test_who_withdraws_leaves_no_text(tmp_path: Path) -> None:
    """Neither in the board nor in what the operator keeps of it; the numbers stay, and nobody has their award."""
    text = f"A rather rare text about tides. {SUMMARY}"
    one, other = project(1, loss=(1, 2, 3)), project(2, loss=(50, 60, 70))
    store = with_records(one, other, request_of(one, text), request_of(other))
    store.content |= people({1: "ana", 2: "ben"})
    rebuild(store, tmp_path)
    rare = b"rather rare text"
    assert rare in store.content["board/showcase.json"]
    gone = [path for path in store.content if path.startswith(("records/", layout.person(subject(1))))]
    for path in gone:
        del store.content[path]
    renamed = msgspec.structs.replace(one, model=f"{NOBODYS}{one.subject[:12]}-1", revision="0" * 40)
    store.content |= segments([sealed_record(renamed), other, redacted(request_of(one, text), {}), request_of(other)])
    store.revision += 1
    rebuild(store, tmp_path)
    found = showcase(store)
    assert [other.id] == [line.record for line in found.projects]
    assert {(other.id,)} == {tuple(one.record for one in award.winners) for award in found.awards}
    everywhere = [*store.content.values(), *(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())]
    assert not [content for content in everywhere if rare in content]


@tuned(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_order_batches_and_steps_change_no_byte(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Evaluations and requests, from scratch or one publish after the other with a state: the same showcase."""
    evaluations = [
        sealed_record(msgspec.structs.replace(one, project=(), content_sha256=""))
        if not one.reference and data.draw(st.booleans())
        else one
        for one in data.draw(crowds())
    ]
    requests: list[RequestRecord] = [request_of(one) for one in evaluations if not one.reference]
    made: list[AnyRecord] = [*evaluations, *requests]
    whole = with_records(*made)
    rebuild(whole)
    steps = begun()
    folder = tmp_path_factory.mktemp("state")
    for batch in batches(data.draw, made):
        steps.content |= segments(batch)
        steps.revision += 1
        rebuild(steps, folder)
    assert without_places(whole) == without_places(steps)
    scratch = MemoryStore({path: content for path, content in steps.content.items() if not path.startswith("board/")})
    rebuild(scratch)
    assert scratch.board() == steps.board()
    assert sorted(awards(evaluations, "loss")) == sorted(
        (award.kind, award.cohort, award.unit, award.size_class, award.task, award.metric,
         tuple((one.record, one.model, one.subject, one.value, one.low, one.high) for one in award.winners))
        for award in showcase(whole).awards
    )  # fmt: skip


def test_a_board_without_models_has_an_empty_showcase() -> None:
    """The file is there, and says that there is nothing."""
    store = with_records(grade(1))
    rebuild(store)
    found = showcase(store)
    assert ((), (), (), "") == (found.cohorts, found.projects, found.awards, found.as_of)
    assert evaluation(1).cohort == COHORTS[0]
