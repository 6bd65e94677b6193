"""The double as a fixture; `tests/conftest.py` gives it to all tests, as `hub`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .hub import FakeHub


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """Return a hub of this test's own."""
    with FakeHub() as started:
        yield started
