"""How a session ended is known also where its supervisor was gone before the zygote asked."""

from __future__ import annotations

import importlib
import os
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from smol_grade.locate import PACKAGE


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The worker's module, which nothing of the grader imports."""
    monkeypatch.syspath_prepend(str(PACKAGE / "_worker"))
    yield importlib.import_module("smol_worker.sessions")
    for name in [name for name in sys.modules if name.startswith("smol_worker")]:
        del sys.modules[name]


@pytest.mark.parametrize("orders", [0, 1], ids=["gone before the order", "gone with the order unread"])
def test_last_words_outlive_the_supervisor(orders: int, sessions: Any) -> None:
    """Its report lies in the link, whatever became of the orders that it did not read."""
    session = object.__new__(sessions.Forked)
    session._link, supervisor = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    session._orders, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    session._handle = -1
    supervisor.send(b'{"status": 1792, "cause": ""}')
    for _ in range(orders):
        session._link.send(b'{"memory_mb": 64}')
    supervisor.close()
    session._pid = os.fork()
    if session._pid == 0:
        os._exit(0)
    assert {"status": 1792, "cause": ""} == session.end(closed=False)
