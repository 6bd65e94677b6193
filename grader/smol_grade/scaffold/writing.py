"""Several files written together: all of them, or none."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from ..files import write_atomically
from .errors import FileTaken, NotWritten


class Writing:
    """What has been written so far, and what stood there before."""

    def __init__(self) -> None:
        self.paths: list[Path] = []
        self._before: list[tuple[Path, str | None]] = []
        self._folders: list[Path] = []

    def create(self, path: Path, text: str) -> None:
        """Write a new file; raise `FileTaken` if something is there."""
        if path.exists() or path.is_symlink():
            raise FileTaken(path)
        self._write(path, text, None)

    def put(self, path: Path, text: str) -> None:
        """Write a file that may be there."""
        before = path.read_text("utf-8") if path.is_file() else None
        if before != text:
            self._write(path, text, before)

    def undo(self) -> None:
        """Put everything back as it was, the last first."""
        for path, before in reversed(self._before):
            if before is None:
                path.unlink(missing_ok=True)
            else:
                write_atomically(path, before)
        for folder in reversed(self._folders):
            with contextlib.suppress(OSError):  # somebody else has put something there
                folder.rmdir()

    def _write(self, path: Path, text: str, before: str | None) -> None:
        try:
            for folder in reversed([one for one in path.parents if not one.exists()]):
                folder.mkdir()
                self._folders.append(folder)
            self._before.append((path, before))
            write_atomically(path, text)
        except OSError as error:
            raise NotWritten(path, error.strerror or str(error)) from error
        self.paths.append(path)


@contextlib.contextmanager
def all_or_none() -> Iterator[Writing]:
    """Give a `Writing`; what it wrote is taken back when the block ends in an error, or is interrupted."""
    writing = Writing()
    try:
        yield writing
    except BaseException:
        writing.undo()
        raise
