"""What the model has answered so far, one JSON line an answer: an evaluation that was killed asks nothing twice.

A batch is one append, on the disk when `put` returns. What a kill left half is dropped when the file is opened.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def key(kind: str, prompt: str, continuation: str = "", stops: Sequence[str] = (), max_new_tokens: int = 0) -> str:
    """Return the name of a question to a model, 64 hexadecimal digits. `kind` is `generate` or `logprob`."""
    asked = [kind, prompt, continuation, list(stops), max_new_tokens]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=True).encode()).hexdigest()


class Journal:
    """A file of answers by key. `heard` is told how many answers there are after each batch."""

    def __init__(self, path: Path, heard: Callable[[int], None] = lambda _: None) -> None:
        self._path = path
        self._heard = heard
        self._known: dict[str, dict[str, Any]] = {}
        self._open()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: str) -> dict[str, Any] | None:
        """Return the answer to a question, or None where it was not asked yet."""
        return self._known.get(key)

    def put(self, entries: list[tuple[str, dict[str, Any]]]) -> None:
        """Keep the answers of a batch. Raises OSError."""
        lines = [json.dumps([name, answer], ensure_ascii=True, sort_keys=True) for name, answer in entries]
        data = ("\n".join(lines) + "\n").encode() if lines else b""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        # as they will be read after a restart, so that both runs compute with the same numbers
        self._known.update((name, answer) for name, answer in map(json.loads, lines))
        self._heard(len(self._known))

    def _open(self) -> None:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return
        whole = 0
        for line in content.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break
            try:
                name, answer = json.loads(line)
                self._known[str(name)] = dict(answer)
            except (ValueError, TypeError):  # damaged: what follows is asked again
                break
            whole += len(line)
        if whole < len(content):
            os.truncate(self._path, whole)
        self._heard(len(self._known))
