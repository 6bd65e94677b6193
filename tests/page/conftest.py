"""What the tests of the page share: a browser, boards of several kinds, and a tab that is watched."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from leaderboard.memory_store import MemoryStore
from leaderboard.sample_board import cohort, people, sample, segments, settings

from smol_leaderboard.board.documents import BOARD_JSON, Waiting
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.site import BESIDE, page

from .browser import Watched, chromium, launched, served
from .desk import Desk, Shelf
from .hostile_names import NAMES

PHONE = {"width": 360, "height": 740}
Open = Callable[..., Watched]


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Chromium, started once; ended with this folder's tests, because Playwright leaves an event loop running."""
    if not chromium():
        pytest.skip("the page is tested in Chromium, and there is none on this machine")
    with launched() as started:
        yield started


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, out of a package of the `test` extra."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    return (Path(found.origin).parent / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="session")
def store() -> MemoryStore:
    """A board of 180 learners with all kinds of records, two submissions waiting."""
    made = sample(180, 6, seed=5, models=24)
    waiting = [
        Waiting(number=17, name="ada", unit="instruction", state="running", received_at="2026-10-30T10:00:00Z"),
        Waiting(number=18, name="<b>bob</b>", unit="warmup", state="queued", received_at="2026-10-30T11:00:00Z"),
    ]
    rebuild(made, waiting=waiting)
    return made


@pytest.fixture(scope="session")
def hostile() -> MemoryStore:
    """A board whose learners bear hostile names."""
    made = MemoryStore({"course.json": json.dumps(json.loads(_settings()) | {"title": NAMES[0]}).encode()})
    made.content |= people(dict(enumerate(NAMES)))
    made.content |= segments(cohort(len(NAMES), 4, seed=3, days=5))
    rebuild(made)
    return made


def _settings() -> bytes:
    from smol_leaderboard.schema import canonical

    return canonical(settings())


@pytest.fixture(scope="session")
def link(store: MemoryStore) -> Iterator[str]:
    """Where the page of the board is."""
    with served(page(BESIDE), store) as where:
        yield where


@pytest.fixture
def tab(browser: Any) -> Iterator[Open]:
    """Opens links in watched tabs, which must have heard nothing bad when the test ends."""
    opened: list[Any] = []

    def open_tab(link: str, until: str = "h1", **options: Any) -> Watched:
        context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1200, "height": 900}} | options)
        opened.append(context)
        watched = Watched(context.new_page())
        watched.page.set_default_timeout(20_000)
        watched.open(link, until)
        return watched

    yield open_tab
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def desk(browser: Any) -> Iterator[Desk]:
    """The verify view, one tab for all tests."""
    shelf = Shelf()
    files = dict(page(BESIDE))
    with served(files, shelf) as link:  # type: ignore[arg-type]
        context = browser.new_context(locale="en-US", viewport={"width": 1200, "height": 900})
        tab = context.new_page()
        tab.set_default_timeout(20_000)
        yield Desk(tab, link, shelf, files)
        context.close()


def board_of(store: MemoryStore) -> dict[str, Any]:
    """Return what the page reads."""
    found: dict[str, Any] = json.loads(store.content[BOARD_JSON])
    return found
