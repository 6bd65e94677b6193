"""What the tests of the leaderboard share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")


@pytest.fixture
def memory_folder() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of fsyncs are thousands of milliseconds on a disk."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)
