"""What a batch leaves behind: a folder with one line per submission, written as the results come.

`plan.json` says what was asked, so that whoever comes again with the same question goes on where it was left.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from smol_grade.files import write_atomically

from .. import keys
from ..errors import OperatorError, Unreachable
from ..schema import SCHEMA_VERSION, GradeRecord, Struct
from ..store.durable import locked, make_folder, sync_folder
from .errors import ResultsNotKept

RESULTS = "results.jsonl"
PLAN = "plan.json"
AWAITED = "awaited.json"
"""The submissions of the last run, whether they have a result yet or not."""
KEYS = "keys.json"
LOCK = "lock"
TROUBLED = "troubled.txt"
ROOMS = "judges"
BLOCK = 1 << 16
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
"""What a disk says that takes no more: of the machine, not of what was asked."""


class BatchResult(Struct, frozen=True, kw_only=True):
    """What became of one submission."""

    schema_version: int = SCHEMA_VERSION
    submission: str
    """Its id: the name of its folder or file, or the `id` of its line."""
    learner: str
    """Who handed it in, as the course calls them; the record's `subject` is the pseudonym."""
    attempt: int
    """Which of the learner's submissions of this unit it is, from 1."""
    sha256: str = ""
    """Of names and contents of its files: another one is another submission, and graded anew."""
    record: GradeRecord | None = None
    """None where it was not graded."""
    refused: str = ""
    """Why it was not graded: one of `refusals.REFUSALS`."""


class Plan(Struct, frozen=True, kw_only=True):
    """What a batch grades, and with what: results of another plan do not belong beside each other."""

    schema_version: int = SCHEMA_VERSION
    unit: str
    """Slug."""
    exercises: tuple[str, ...]
    """None: all of the unit."""
    suite_version: str
    cohort: str
    tier: int
    """Of the machine where it began."""


def read_results(folder: Path) -> Iterator[BatchResult]:
    """Yield the results in a batch's folder, in the order in which they came; of a submission that changed, the last.

    A last line that a kill cut short is left out: its submission is graded again. Raises `OperatorError` where there is
    no such file, and for any other line that is no result.
    """
    path = folder / RESULTS
    try:
        last = {result.submission: number for number, result in _numbered(path)}
        yield from (result for number, result in _numbered(path) if last[result.submission] == number)
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}; is {folder} the folder of a batch?") from error


def unfinished(folder: Path) -> tuple[str, ...]:
    """Return the submissions of a batch that have no result yet; none where it does not say which it is about.

    Raises what `read_results` does.
    """
    try:
        awaited = msgspec.json.decode((folder / AWAITED).read_bytes(), type=tuple[str, ...])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):  # of before, or not a batch's
        awaited = ()
    there = {one.submission for one in read_results(folder)}
    return tuple(one for one in awaited if one not in there)


def _numbered(path: Path) -> Iterator[tuple[int, BatchResult]]:
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                yield number, msgspec.json.decode(line, type=BatchResult)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise OperatorError(f"{path}:{number} is no result of a batch: {error}") from error


class Results:
    """The folder of a batch that is being graded. What `add` has returned from is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / RESULTS
        try:
            new = not folder.exists()
            make_folder(folder)
            if new:  # keys and verdicts lie in it
                folder.chmod(0o700)
            self._lock = locked(folder / LOCK, patience=0.5)
            self._lock.__enter__()
            self._file = open(self._path, "ab", buffering=0)  # noqa: SIM115 - open as long as the batch runs
            sync_folder(folder)
        except Unreachable as error:
            raise OperatorError(f"another batch is writing into {folder}") from error
        except OSError as error:
            if error.errno in FULL:
                raise ResultsNotKept(folder, error) from error
            raise OperatorError(f"{error.filename or folder}: {error.strerror}") from error

    def keys(self) -> Path:
        """Return the batch's own keys, made where there are none yet. Raises `OperatorError` where they were lost."""
        path = self.folder / KEYS
        if path.exists():
            return path
        if self._path.stat().st_size:
            raise OperatorError(
                f"{path} is gone, and pseudonyms and inputs of the results beside it come from it. Put it back from "
                "your copy, or name another --out to grade everything anew. (Was it graded with --board? Then name it.)"
            )
        try:
            keys.create(path)
        except OperatorError as error:
            if isinstance(error.__cause__, OSError):
                raise ResultsNotKept(self.folder, error.__cause__) from error
            raise
        return path

    def begin(self, plan: Plan) -> dict[str, str]:
        """Take up a plan; return what is done of it: the submissions' hashes by id.

        A line that a kill cut short is removed. Raises `OperatorError` where the folder holds another plan's results.
        """
        before = self._plan()
        if before is not None and msgspec.structs.replace(before, tier=plan.tier) != plan:
            told = ", ".join(_differences(before, plan))
            raise OperatorError(f"{self.folder} holds the results of another batch ({told}); name another --out")
        with self._told():
            if before is None:
                write_atomically(self.folder / PLAN, msgspec.json.format(msgspec.json.encode(plan)).decode() + "\n")
            self._cut()
            return {result.submission: result.sha256 for _, result in _numbered(self._path)}

    def add(self, result: BatchResult) -> None:
        """Keep a result. Raises `ResultsNotKept` where the disk takes no more."""
        with self._told():
            view = memoryview(msgspec.json.encode(result) + b"\n")
            while view:
                view = view[self._file.write(view) :]
            os.fsync(self._file.fileno())

    def troubled(self) -> frozenset[str]:
        """Return the submissions that could not be graded in an earlier run."""
        path = self.folder / TROUBLED
        with self._told():
            return frozenset(path.read_text("utf-8").splitlines()) if path.is_file() else frozenset()

    def remember_trouble(self, submission: str) -> None:
        """Note that a submission could not be graded now."""
        if submission not in self.troubled():
            with self._told(), open(self.folder / TROUBLED, "a", encoding="utf-8") as file:
                file.write(" ".join(submission.splitlines()) + "\n")

    def expect(self, submissions: Iterable[str]) -> None:
        """Note which submissions the batch is about: whoever reads its results sees whether it has ended."""
        with self._told():
            write_atomically(self.folder / AWAITED, msgspec.json.encode(list(submissions)).decode() + "\n")

    def close(self) -> None:
        """Let go of the folder."""
        try:
            self._file.close()
        finally:
            self._lock.__exit__(None, None, None)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ResultsNotKept(self.folder, error) from error

    def _plan(self) -> Plan | None:
        path = self.folder / PLAN
        try:
            return msgspec.json.decode(path.read_bytes(), type=Plan)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise OperatorError(f"{path} is no plan of a batch: {error}") from error

    def _cut(self) -> None:
        """Remove what stands behind the last line break."""
        with open(self._path, "rb+") as file:
            end = whole = file.seek(0, os.SEEK_END)
            while whole:
                begin = max(0, whole - BLOCK)
                file.seek(begin)
                found = file.read(whole - begin).rfind(b"\n")
                if found >= 0:
                    whole = begin + found + 1
                    break
                whole = begin
            if whole < end:
                file.truncate(whole)


def _differences(before: Plan, plan: Plan) -> Iterator[str]:
    for name in ("unit", "exercises", "suite_version", "cohort"):
        then, now = getattr(before, name), getattr(plan, name)
        if then != now:
            yield f"{name}: {_named(then)} there, {_named(now)} now"


def _named(value: str | tuple[str, ...]) -> str:
    return (", ".join(value) or "all") if isinstance(value, tuple) else value or "-"
