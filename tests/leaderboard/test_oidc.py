"""The course's login in a CI job: the id token of the job is exchanged, by the Hub's own client, and goes no further."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from fakehub import FakeHub

from smol_leaderboard import keys
from smol_leaderboard.judge.client import Judge
from smol_leaderboard.store import open_store
from smol_leaderboard.store.hub_errors import NotExchanged

from .conftest import BOARD
from .learner import ROOT

ID_TOKEN = "eyJhbGciOiJub25lIn0.e30.a-job-of-the-course"
RESOURCE = f"datasets/{BOARD}"
OF_A_JOB = {
    "GITHUB_ACTIONS": "true",
    "ACTIONS_ID_TOKEN_REQUEST_URL": "http://127.0.0.1:9/id",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token-of-the-runner",
    "HF_OIDC_RESOURCE": RESOURCE,
    "HF_OIDC_ID_TOKEN": ID_TOKEN,
    "SMOL_GRADE_ISSUER_KEY": "issuer-key-in-the-environment",
}


@pytest.fixture
def job_hub(board_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A hub that this process talks to as a job without any other login."""
    from huggingface_hub import constants
    from huggingface_hub.utils import _auth

    template = constants.HUGGINGFACE_CO_URL_TEMPLATE.replace(constants.ENDPOINT, board_hub.url)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(constants, "ENDPOINT", board_hub.url)
    monkeypatch.setattr(_auth, "_OIDC_TOKEN_CACHE", None)
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_OIDC_ID_TOKEN", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_OIDC_RESOURCE", RESOURCE)
    yield board_hub
    _auth._OIDC_TOKEN_CACHE = None


def test_a_store_writes_with_the_token_of_one_exchange(job_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening, reading, committing: one exchange, and the commit is the course's."""
    job_hub.trust("course", RESOURCE)
    monkeypatch.setenv("HF_OIDC_ID_TOKEN", job_hub.publishers[0].id_token)
    store = open_store(BOARD)
    store.commit({"note.txt": b"by a job"}, "A note")
    assert b"by a job" == store.read("note.txt")
    assert 1 == len([entry for entry in job_hub.log if entry.path == "/oauth/token"])


def test_an_exchange_that_is_refused_is_told(job_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """An id token that no publisher matches: an error of ours, which does not hold the id token."""
    monkeypatch.setenv("HF_OIDC_ID_TOKEN", ID_TOKEN)
    with pytest.raises(NotExchanged) as caught:
        open_store(BOARD)
    problem = str(caught.value.fields["problem"])
    assert "403: This workflow is not a trusted publisher of the repository" == problem
    assert ID_TOKEN not in problem


@pytest.mark.parametrize("actions", ["", "true"])
def test_a_missing_id_token_is_told(job_hub: FakeHub, monkeypatch: pytest.MonkeyPatch, actions: str) -> None:
    """Outside of a CI job, and in one without the permission `id-token: write`."""
    monkeypatch.setenv("GITHUB_ACTIONS", actions)
    monkeypatch.delenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", raising=False)
    with pytest.raises(NotExchanged, match="not_exchanged"):
        open_store(BOARD)
    assert [] == [entry for entry in job_hub.log if entry.path == "/oauth/token"]


def test_the_operators_program_says_it_in_a_sentence(board_hub: FakeHub, tmp_path: Path) -> None:
    """Exit code 3, what to do, and no traceback."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "HF_ENDPOINT": board_hub.url}
    environment |= {"PYTHONPATH": f"{ROOT / 'grader'}:{ROOT / 'leaderboard'}", "HF_OIDC_RESOURCE": RESOURCE}
    words = ["grade", "--once", "--lang", "en", "--board", BOARD, "--home", str(tmp_path / "office")]
    done = subprocess.run(
        [sys.executable, "-m", "smol_leaderboard", *words], env=environment, capture_output=True, text=True, check=False
    )
    assert 3 == done.returncode
    assert "Traceback" not in done.stderr
    assert "the Hub gave this job no token for its id token" in done.stderr
    assert "id-token: write" in done.stderr


def test_nothing_of_the_job_reaches_the_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither its environment nor that of the worker's processes below it has a variable of the job; nor their memory."""
    for name, value in OF_A_JOB.items():
        monkeypatch.setenv(name, value)
    made = keys.create(tmp_path / "keys.json")
    secrets = ["request-token-of-the-runner", ID_TOKEN, "issuer-key-in-the-environment"]
    with Judge(tmp_path / "keys.json", allow_practice=True) as judge:
        assert made.public_key == judge.ready.public_key
        found = [searched(pid, [*secrets, made.private_key]) for pid in (judge.pid, *below(judge.pid))]
    for one in found:
        names = {line.partition("=")[0] for line in one.pop("environ")}
        assert set() == names & OF_A_JOB.keys()
        assert [0, 0, 0] == [one[secret] for secret in secrets]
    assert found[0][made.private_key] > 0


def below(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [one for child in children for one in below(child)]


def searched(pid: int, needles: list[str]) -> dict:
    """How often each text is in the memory of a process, and its environment."""
    program = Path(__file__).with_name("programs") / "searches_memory.py"
    done = subprocess.run(
        [sys.executable, str(program), str(pid)],
        input="\n".join(needles),
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.defpath},
    )
    return msgspec.json.decode(done.stdout)
