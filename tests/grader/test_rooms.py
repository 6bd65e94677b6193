"""Which user ids sessions take."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from smol_grade.locate import PACKAGE


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The worker's module, which nothing of the grader imports."""
    monkeypatch.syspath_prepend(str(PACKAGE / "_worker"))
    yield importlib.import_module("smol_worker.rooms")
    for name in [name for name in sys.modules if name.startswith("smol_worker")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("uid_map", "inside"),
    [
        ("         0          0 4294967295\n", range(0x60000000, 0x70000000)),
        ("         0     100000      65536\n", range(32768, 65536)),
        ("         0       1000          1\n         1     100000      65536\n", range(32769, 65537)),
    ],
    ids=["a machine", "a container", "a rootless container"],
)
def test_ids_of_sessions_exist_and_are_nobodys(rooms: Any, uid_map: str, inside: range) -> None:
    """High ones on a machine; in a container the upper half of the largest range of those that it has."""
    first, pairs = rooms.user_range(uid_map)
    assert pairs > 1000
    assert first in inside
    assert first + 2 * pairs - 1 in inside


def test_where_there_is_one_user_there_is_none_to_take(rooms: Any) -> None:
    """In a user namespace with a single id no session gets one of its own."""
    assert rooms.user_range("1000 1000 1\n")[1] == 0
