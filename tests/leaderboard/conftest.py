"""What the tests of the leaderboard share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from fakehub import FakeHub

from smol_grade.sandbox import Sandbox, open_sandbox
from smol_leaderboard.evaluate.model_process import LIBRARIES
from smol_leaderboard.store import Inbox, Store, open_inbox, open_store

MEMORY = Path("/dev/shm")


@pytest.fixture
def memory_folder() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of fsyncs are thousands of milliseconds on a disk."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


class Warm(NamedTuple):
    """A sandbox that has imported what models need (3 seconds of processor time), and the folder that it reads."""

    folder: Path
    sandbox: Sandbox


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """One for all tests that open models: each model has a fresh process in it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        sandbox = open_sandbox(LIBRARIES, assets=(folder,))
        try:
            yield Warm(Path(folder), sandbox)
        finally:
            sandbox.close()


@pytest.fixture
def warm_path(warm: Warm) -> Path:
    """A new folder in the one that the warm sandbox reads."""
    made = Path(tempfile.mkdtemp(dir=warm.folder))
    made.chmod(0o755)
    return made


BOARD = "course/board"


@pytest.fixture
def board_hub(hub: FakeHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeHub]:
    """A hub with a data set `course/board`, to which the client of this process talks."""
    from huggingface_hub import close_session, constants

    hub.api("course")  # switches Xet off
    hub.repo("dataset", BOARD)
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub-cache"))
    yield hub
    close_session()


class Backend:
    """A kind of store, and how to open it as somebody."""

    def __init__(self, where: str, hub: FakeHub | None) -> None:
        self.where = where
        self.hub = hub

    def store(self) -> Store:
        """The store, opened anew by the course."""
        return open_store(self.where, token=self.hub.token("course") if self.hub else "", create=True)

    def inbox(self, user: str = "course") -> Inbox:
        """The inbox, opened by somebody."""
        return open_inbox(self.where, token=self.hub.token(user) if self.hub else "", user=user)


@pytest.fixture(params=["local", "hub"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    """Both kinds of store, one after the other."""
    if request.param == "hub":
        return Backend(BOARD, request.getfixturevalue("board_hub"))
    return Backend(str(tmp_path / "board"), None)
