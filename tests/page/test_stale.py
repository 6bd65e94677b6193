"""The page marks points that an older version of the tests gave, and says what the mark means."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from leaderboard.memory_store import MemoryStore
from leaderboard.sample_board import grade, people, segments, settings, subject

from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.schema import canonical
from smol_leaderboard.site import BESIDE, page

from .browser import served
from .conftest import PHONE, Open

MARKED = "row => [row.querySelector('.name').textContent, row.querySelectorAll('.stale').length]"
MEANING = {
    "en-GB": "* graded by an older version of the tests; will be graded again: instruction",
    "es-MX": "* evaluado con una versión anterior de las pruebas; se evaluará otra vez: instruction",
}


@pytest.fixture(scope="module")
def where() -> Iterator[str]:
    """The page of a board on which ada's and cyd's results in one unit are of older suites than bob's."""
    store = MemoryStore({"course.json": canonical(settings())})
    store.content |= people({1: "ada", 2: "bob", 3: "cyd"})
    store.content |= segments(
        [
            grade(1, points=40, suite="0.3.0+aaaaaaaaaaaa", digits="a" * 12),
            grade(1, "preference", points=30),
            grade(2, points=20, received=5000, suite="0.3.0+bbbbbbbbbbbb", digits="b" * 12),
            grade(3, points=10, suite="0.3.0+aaaaaaaaaaaa"),
        ]
    )
    rebuild(store)
    with served(page(BESIDE), store) as link:
        yield link


def marks(tab: object) -> dict[str, int]:
    """Return how many marks each row of the table bears."""
    script = f"rows => rows.map({MARKED})"
    return dict(tab.eval_on_selector_all("table.board tbody tr", script))  # type: ignore[attr-defined]


@pytest.mark.parametrize("locale", MEANING)
def test_stale_points_are_marked_and_explained(locale: str, tab: Open, where: str) -> None:
    """In the sum and in the unit, on the unit's own board, in the learner's view; whoever listens hears it, too."""
    watched = tab(where, locale=locale)
    assert {"ada": 2, "bob": 0, "cyd": 2} == marks(watched.page)
    assert MEANING[locale] == watched.page.locator(".view > div > .note").inner_text()
    spoken = watched.page.locator("tr", has_text="ada").locator("td.total .spoken").inner_text()
    assert MEANING[locale][2:].partition(";")[0] in spoken
    unit = tab(f"{where}#/?unit=instruction", locale=locale)
    assert {"ada": 1, "bob": 0, "cyd": 1} == marks(unit.page)
    learner = tab(f"{where}#/learner/{subject(1)}", locale=locale)
    assert 2 == learner.page.locator("table.summary .stale").count()
    assert MEANING[locale] == learner.page.locator(".learner > .note").inner_text()
    assert [] == watched.complaints + unit.complaints + learner.complaints


def test_where_nothing_is_stale_nothing_is_explained(tab: Open, where: str) -> None:
    """Another unit's board, and a learner of the newest suites."""
    unit = tab(f"{where}#/?unit=preference").page
    assert ({"ada": 0}, 0) == (marks(unit), unit.locator(".view > div > .note").count())
    learner = tab(f"{where}#/learner/{subject(2)}").page
    assert (0, 0) == (learner.locator(".stale").count(), learner.locator(".learner > .note").count())


@pytest.mark.parametrize("view", ["", "#/?unit=instruction", f"#/learner/{subject(1)}"])
def test_a_phone_shows_the_mark(view: str, tab: Open, where: str) -> None:
    """At 360 pixels nothing is wider than the window for it, and the mark is within."""
    shown = tab(where + view, viewport=PHONE).page
    shown.wait_for_timeout(200)
    assert 360 == shown.evaluate("document.documentElement.scrollWidth")
    boxes = [one.bounding_box() for one in shown.locator(".stale").all() if one.is_visible()]
    assert boxes
    assert all(box is not None and box["x"] + 7 <= 360 for box in boxes)
