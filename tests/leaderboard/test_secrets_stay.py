"""No secret of the course or of another learner is in a byte that reaches a learner, whatever the learner's code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from .leaks import Search
from .secret_day import Day


@pytest.fixture(params=["folder", "hub"])
def day(request: pytest.FixtureRequest, tmp_path: Path) -> Day:
    """A day on both kinds of board."""
    return Day(tmp_path, request.getfixturevalue("hub") if request.param == "hub" else None)


def test_no_secret_reaches_a_learner(day: Day) -> None:
    """Submitted, graded, certified, regraded, revealed, shown: no spelling of any secret in what ana can get to."""
    day.morning()
    day.noon()
    day.evening()
    search = Search(day.secrets())
    reached = list(day.reaches("ana"))
    assert 200 < len(reached)
    assert {} == {place: found for place, content in reached if (found := search.found(content))}
