"""The page, the Hub's resolve addresses and its CDN on three origins: nothing is asked of any other."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from fakehub import FakeHub
from leaderboard.memory_store import MemoryStore
from leaderboard.sample_board import subject

from smol_leaderboard.site import site_files
from smol_leaderboard.store import open_store

from .browser import served
from .conftest import Open

BOARD = "course/board"


@pytest.fixture
def hub_board(hub: FakeHub, store: MemoryStore, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> FakeHub:
    """A hub that holds the board and sends readers to its CDN for every file."""
    from huggingface_hub import constants

    hub.api("course")
    hub.repo("dataset", BOARD)
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    board = open_store(BOARD, token=hub.token("course"))
    board.commit(
        {path: data for path, data in store.content.items() if path.startswith(("board/", "course.json"))}, "A board"
    )
    hub.cdn = "all"
    return hub


def test_only_origins_of_the_policy_are_asked(hub_board: FakeHub, tab: Open) -> None:
    """Board, learner and submissions are read through a redirect to the CDN, and no request goes elsewhere."""
    files = site_files(BOARD, [hub_board.cdn_url], token=hub_board.token("course"))
    assert not [path for path in files if path.startswith("data/")]
    with served(files) as link:
        watched = tab(link)
        watched.page.goto(f"{link}#/learner/{subject(3)}")
        watched.page.wait_for_selector(".records")
        watched.page.goto(f"{link}#/submissions")
        watched.page.wait_for_selector("table[aria-labelledby=recent]")
        asked = {"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in watched.requested}
        assert {link.rstrip("/"), hub_board.url, hub_board.cdn_url} == asked
        assert [] == watched.complaints


def test_the_policy_stops_what_it_does_not_name(hub_board: FakeHub, tab: Open) -> None:
    """Without the CDN's origin the browser refuses the redirect, and the page says that the board cannot be reached."""
    files = site_files(BOARD, token=hub_board.token("course"))
    with served(files) as link:
        watched = tab(link)
        assert "The board cannot be reached." == watched.page.locator("h1").inner_text()
        assert any("Content Security Policy" in complaint for complaint in watched.complaints)


def test_a_private_board_is_explained(hub: FakeHub, hub_board: FakeHub, tab: Open) -> None:
    """What the Hub refuses to show is told as that, not as a network that fails."""
    files = site_files(BOARD, [hub_board.cdn_url], token=hub_board.token("course"))
    hub.repo("dataset", BOARD).private = True
    with served(files) as link:
        heading = tab(link).page.locator("h1").inner_text()
        assert heading in {"The board may not be read.", "There is no board here yet."}
