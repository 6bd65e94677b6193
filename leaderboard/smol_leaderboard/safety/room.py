"""Asks a question about submitted files in a sandbox that can read them: no token, no network, a deadline.

    with Room((folder,), preload=("numpy",)) as room:
        answer = room.ask("gate_card", "read_card", str(folder), seconds=10)

Each question is answered by a fork of its own, of a zygote that has seen no submitted byte. What comes back is plain
data (the wire refuses all else) of a shape that the caller has to check.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from smol_grade.course import Limits
from smol_grade.records import Reason
from smol_grade.sandbox import Sandbox, Session, SessionEnded, open_sandbox

from ..errors import RoomFailed

FAR_S = 60.0
"""Seconds to import a module of `smol_model` and what it needs."""
MEMORY_MB = 512
FILE_MB = 1
"""No stage writes anything."""
OUTPUT_MB = 4
KINDS = {Reason.TIMEOUT: "timeout", Reason.MEMORY: "memory"}


class Room:
    """A sandbox whose sessions can read some folders; close it, or use it as a context manager.

    `folders` are absolute and readable by everybody; `preload` names libraries that every session finds imported.
    """

    def __init__(self, folders: tuple[Path, ...] = (), *, preload: tuple[str, ...] = (), isolation: str = "") -> None:
        self._sandbox: Sandbox = open_sandbox(preload, isolation, tuple(str(folder) for folder in folders))
        self.asked: list[str] = []
        """`module.function` of every question, in order."""

    @property
    def isolation(self) -> str:
        """The kind of sandbox, as in `smol_grade.sandbox`."""
        return self._sandbox.isolation

    def ask(
        self, module: str, function: str, *arguments: Any, seconds: float = 30.0, memory_mb: int = MEMORY_MB
    ) -> Any:
        """Return what `smol_model.MODULE.FUNCTION(*arguments)` returns, as plain data.

        `arguments` are plain data, `seconds` is the deadline of the call, `memory_mb` bounds the session in megabytes.
        Raises `RoomFailed`, whose `kind` says how: `timeout`, `memory`, `crashed`, or `raised` (an exception, whose
        name is then in `detail`), and `SandboxError` where the machine can have no sandbox at all.
        """
        self.asked.append(f"{module}.{function}")
        part = f"{module}.{function}"
        limits = Limits(
            call_s=seconds,
            load_s=FAR_S,
            check_s=seconds,
            memory_mb=memory_mb,
            file_mb=FILE_MB,
            output_mb=OUTPUT_MB,
        )
        session = self._sandbox.session(part, limits)
        try:
            _answer(session, part, _load(module, function, len(arguments)), FAR_S)
            call: dict[str, Any] = {
                "op": "call",
                "function": function,
                "args": list(arguments),
                "kwargs": {},
                "then": None,
            }
            return _answer(session, part, call | {"keep": None, "arrays": False}, seconds)
        finally:
            session.end()

    def close(self) -> None:
        """End every process of the sandbox."""
        self._sandbox.close()

    def __enter__(self) -> Room:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


@contextlib.contextmanager
def room_for(folder: Path, room: Room | None, preload: tuple[str, ...], isolation: str) -> Iterator[Room]:
    """Yield the room of somebody who has one that reads `folder`, else a new one for the time being."""
    if room is not None:
        yield room
        return
    with Room((folder,), preload=preload, isolation=isolation) as own:
        yield own


@functools.cache
def torch_room(isolation: str = "") -> Room:
    """Return this process's one room with torch and transformers: no folder, only data. They take seconds to import."""
    room = Room((), preload=("torch", "transformers:AutoConfig", "transformers:LlamaForCausalLM"), isolation=isolation)
    atexit.register(room.close)
    return room


def _load(module: str, function: str, arity: int) -> dict[str, Any]:
    source = f"from smol_model.{module} import {function}\n"
    asked = {"op": "load", "source": source, "filename": f"{module}.py"}
    return asked | {"function": function, "arity": arity, "keywords": []}


def _answer(session: Session, part: str, request: dict[str, Any], seconds: float) -> Any:
    try:
        reply = session.exchange(request, seconds)
    except SessionEnded as ended:
        raise RoomFailed(part, KINDS.get(ended.reason, "crashed"), f"{ended.reason}: {ended.detail}") from None
    if "ok" in reply:
        return reply["ok"]
    try:
        said = msgspec.convert(reply["err"], _Raised)
    except msgspec.ValidationError:
        raise RoomFailed(part, "crashed", "an error of no shape") from None
    memory = said.type == "MemoryError" or "MemoryError" in said.kinds
    raise RoomFailed(part, "memory" if memory else "raised", f"{said.type}: {said.message}")


class _Raised(msgspec.Struct):
    """What a session says of an exception."""

    type: str
    message: str
    kinds: list[str] = []
