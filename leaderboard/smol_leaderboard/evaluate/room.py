"""The folder in which the work on one model is kept: killed at any moment, whoever comes next goes on from it.

    MODEL/about.json               what examination and fingerprint said; the environment
    MODEL/jobs/KEY.json            when a job began: the record's time, however often it was begun again
    MODEL/TASK-DATA-LIMIT/         journal.jsonl, samples.jsonl, lm-eval.json, result.json (written last)

MODEL is the hash of the files' contents and of everything besides the tasks that decides an answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ..errors import OperatorError
from ..schema import Struct, canonical
from ..store.durable import make_folder, read_or_none, replace

CHUNK = 1 << 20
T = TypeVar("T", bound=Struct)


def files_sha256(folder: Path) -> str:
    """Return the hash of a flat folder: over names and contents of its files. Raises `OperatorError`."""
    digest = hashlib.sha256()
    try:
        for path in sorted(path for path in folder.iterdir() if path.is_file()):
            content = hashlib.sha256()
            with open(path, "rb") as file:
                while chunk := file.read(CHUNK):
                    content.update(chunk)
            digest.update(canonical([path.name, content.hexdigest()]) + b"\n")
    except OSError as error:
        raise OperatorError(f"{error.filename or folder}: {error.strerror}") from error
    return digest.hexdigest()


class Room:
    """The folder of one model. Raises `OperatorError` where it cannot be written."""

    def __init__(self, folder: Path, key: list[object]) -> None:
        self.folder = folder / hashlib.sha256(canonical(key)).hexdigest()[:32]
        try:
            for path in (self.folder, self.folder / "jobs"):
                make_folder(path)
        except OSError as error:
            raise OperatorError(f"{error.filename or folder}: {error.strerror}") from error

    def task(self, name: str, data_sha256: str, n: int) -> TaskRoom:
        """Return the folder of a task over some rows."""
        place = self.folder / f"{name}-{data_sha256[:16]}-{n}"
        make_folder(place)
        return TaskRoom(place)

    def began(self, job: list[object], clock: Callable[[], str]) -> str:
        """Return when a job was begun for the first time."""
        file = self.folder / "jobs" / f"{hashlib.sha256(canonical(job)).hexdigest()[:32]}.json"
        known = read_or_none(file)
        if known is None:
            replace(file, canonical({"at": clock()}))
            known = read_or_none(file) or b""
        return str(json.loads(known)["at"])

    def recall(self, name: str, kind: type[T], find: Callable[[], T]) -> T:
        """Return what was found out before, else find it out now and remember it."""
        file = self.folder / f"{name}.json"
        known = read_struct(file, kind)
        if known is None:
            known = find()
            replace(file, canonical(known))
        return known


class TaskRoom:
    """The files of one task."""

    def __init__(self, folder: Path) -> None:
        self.journal = folder / "journal.jsonl"
        self.samples = folder / "samples.jsonl"
        self.report = folder / "lm-eval.json"
        self.result = folder / "result.json"

    def keep(self, samples: bytes, report: dict[str, Any], result: Struct) -> None:
        """Write what came out; the result last, so that where it is everything is."""
        replace(self.samples, samples)
        replace(self.report, json.dumps(report, sort_keys=True, ensure_ascii=True).encode())
        replace(self.result, canonical(result))


def read_struct(file: Path, kind: type[T]) -> T | None:
    """Return what a file holds; None for no file, or one of another version of this program."""
    content = read_or_none(file)
    try:
        return None if content is None else msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
