"""What all tests share: the double of the Hub, as `from fakehub import FakeHub` and as the fixture `hub`.

What is long runs in full only where it is asked for: `SMOL_GRADE_PROOF=full`, as `.ci/proofs` does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

# at the end: a folder of tests must not hide a module of that name
sys.path.append(str(Path(__file__).parent))

from fakehub.fixtures import hub

__all__ = ["hub"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is marked `full`, unless everything is asked for."""
    if os.environ.get("SMOL_GRADE_PROOF") != "full":
        skip = pytest.mark.skip(reason="long: set SMOL_GRADE_PROOF=full")
        for item in items:
            if item.get_closest_marker("full"):
                item.add_marker(skip)
