"""The number that ties a model to its repository: issued by submit, kept, written into the card, and copied on."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from fakehub import FakeHub, faults

from smol_leaderboard import intake
from smol_leaderboard.errors import RequestRefused
from smol_leaderboard.outgoing import new_nonce, read_file
from smol_leaderboard.safety.card import card_nonce
from smol_leaderboard.schema import canonical

from .learner import course, smol_grade
from .test_model_card import GOOD
from .test_submit import Desk, HubDesk, request_in

MODEL = "ada/smollm-chat"
OURS = re.compile(r"\b[0-9a-f]{32}\b")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk whose board is a folder."""
    return Desk(tmp_path, course())


@pytest.fixture
def hub_desk(tmp_path: Path, hub: FakeHub) -> HubDesk:
    """A desk whose board is on a hub of its own, with ada's model there."""
    hub.repo("model", MODEL).write({"README.md": GOOD.replace("smol_course", "x_course").encode()})
    return HubDesk(tmp_path, hub)


def card_on_hub(hub: FakeHub) -> str:
    """The model's card."""
    return (hub.repo("model", MODEL).read("README.md") or b"").decode()


def test_a_model_gets_a_number_and_keeps_it(desk: Desk) -> None:
    """In the request and in what the learner is told; another model gets another, no model none."""
    numbers = []
    for model in (MODEL, MODEL.upper().replace("ADA", "ada"), "ada/other"):
        done = desk.submit("--model", model)
        assert 0 == done.returncode, done.stderr
        request = request_in(desk.waiting()[-1])
        assert {request.model_nonce} == set(OURS.findall(done.stdout)) - {request.sealed_sha256[:32]}
        assert f"smol_course:\n  nonce: {request.model_nonce}" in done.stdout
        numbers.append(request.model_nonce)
    assert numbers[0] == numbers[1] != numbers[2]


def test_without_a_model_there_is_no_number(desk: Desk) -> None:
    """And nothing is said of one; --write-card alone makes no sense."""
    done = desk.submit()
    assert ("", []) == (request_in(desk.waiting()[0]).model_nonce, OURS.findall(done.stdout))
    assert 2 == desk.submit("--write-card").returncode


def test_a_dry_run_issues_none(desk: Desk) -> None:
    """Nothing is kept, so nothing is promised."""
    assert [] == OURS.findall(desk.submit("--dry-run", "--model", MODEL).stdout)


def test_a_saved_submission_keeps_its_number(desk: Desk) -> None:
    """Through the file, sealed or not, to the request; a number that is none is refused."""
    first = desk.submit("--model", MODEL, "--output", "later.json")
    (number,) = set(OURS.findall(first.stdout))
    saved = read_file(desk.work / "later.json")
    assert number == saved.model_nonce
    assert 0 == desk.submit("later.json").returncode
    assert number == request_in(desk.waiting()[0]).model_nonce
    (desk.work / "bad.json").write_bytes(msgspec.json.encode(msgspec.structs.replace(saved, model_nonce="x; rm")))
    assert 0 != desk.submit("bad.json").returncode


def test_the_number_is_written_into_the_card(hub_desk: HubDesk, tmp_path: Path) -> None:
    """By one commit to the learner's own repository, with all else as it was; again, by none."""
    repo = hub_desk.hub.repo("model", MODEL)
    before = card_on_hub(hub_desk.hub)
    done = hub_desk.submit("--model", MODEL, "--write-card")
    assert 0 == done.returncode, done.stderr
    folder = tmp_path / "card"
    folder.mkdir()
    (folder / "README.md").write_text(card_on_hub(hub_desk.hub))
    number = card_nonce(folder)
    (kept,) = hub_desk.memory.submissions()
    assert (number, 1) == (kept.model_nonce, len(repo.made))
    assert before == card_on_hub(hub_desk.hub).replace(f"smol_course:\n  nonce: {number}\n", "")
    assert 0 == hub_desk.submit("--model", MODEL, "--write-card").returncode
    assert 1 == len(repo.made)


def test_check_model_asks_for_the_number(hub_desk: HubDesk) -> None:
    """It knows what this workspace was given."""
    hub_desk.submit("--model", MODEL)
    (kept,) = hub_desk.memory.submissions()
    done = smol_grade("check-model", MODEL, cwd=hub_desk.work, **hub_desk.hub.environment("ada"))
    assert f"--nonce {kept.model_nonce}" in done.stdout


def test_somebody_was_faster(hub_desk: HubDesk) -> None:
    """What another wrote in between stays."""
    repo = hub_desk.hub.repo("model", MODEL)

    def push(_: object) -> None:
        repo.write({"README.md": card_on_hub(hub_desk.hub).encode() + b"\nMore.\n"})

    hub_desk.hub.faults.add(push, "commit", repo=MODEL)
    assert 0 == hub_desk.submit("--model", MODEL, "--write-card").returncode
    assert card_on_hub(hub_desk.hub).endswith("\nMore.\n")
    assert "smol_course:" in card_on_hub(hub_desk.hub)


@pytest.mark.parametrize("trouble", ["no model", "another's", "500"])
def test_a_card_that_cannot_be_written_stops_nothing(trouble: str, hub_desk: HubDesk) -> None:
    """The submission is sent, and how to write the number by hand is told."""
    model = {"no model": "ada/none", "another's": "bob/m", "500": MODEL}[trouble]
    hub_desk.hub.repo("model", "bob/m").write({"README.md": b""})
    if trouble == "500":
        hub_desk.hub.faults.add(faults.SERVER_ERROR, "commit", repo=MODEL, times=None)
    done = hub_desk.submit("--model", model, "--write-card")
    assert (0, 1) == (done.returncode, len(hub_desk.pulls)), done.stderr
    assert "smol_course:" in done.stdout
    assert "Traceback" not in done.stderr


def test_nobody_is_asked_where_nobody_can_answer(hub_desk: HubDesk) -> None:
    """Without a terminal nothing is written unless --write-card says so."""
    hub_desk.submit("--model", MODEL)
    assert [] == hub_desk.hub.repo("model", MODEL).made


@pytest.mark.parametrize("nonce", ["x" * 32, "AB" * 16, "ab" * 17, "<script>", "ab" * 16 + "\n"])
def test_a_request_with_another_number_is_no_request(nonce: str, desk: Desk) -> None:
    """32 hexadecimal digits beside a model, or nothing: what it holds becomes a public record."""
    desk.submit("--model", MODEL)
    request = request_in(desk.waiting()[0])
    assert request == intake.read(canonical(request))
    for wrong in (
        msgspec.structs.replace(request, model_nonce=nonce),
        msgspec.structs.replace(request, model=""),
    ):
        with pytest.raises(RequestRefused):
            intake.read(canonical(wrong))


def test_numbers_begin_with_a_letter() -> None:
    """YAML would read `1234` and `12e4` as something else; no two are alike."""
    drawn = {new_nonce() for _ in range(500)}
    assert 500 == len(drawn)
    assert all(re.fullmatch("[a-f][0-9a-f]{31}", one) for one in drawn)


def test_help_tells_of_it(tmp_path: Path) -> None:
    """In `submit --help`."""
    assert "--write-card" in smol_grade("submit", "--help", cwd=tmp_path).stdout
