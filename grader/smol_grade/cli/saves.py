"""Which files were saved since one last looked: by their size, time and number, so that replaced files are seen too."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

State = tuple[int, int, int] | None


def state_of(path: Path) -> State:
    """Return what changes when a file is saved or replaced; None for one that is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class Saves:
    """Looks at files again and again. A save counts once the file was the same twice: an editor may still write."""

    def __init__(self) -> None:
        self._known: dict[Path, State] = {}
        self._seen: dict[Path, State] = {}

    def forget(self, paths: Iterable[Path]) -> None:
        """Take files as they are now for known."""
        for path in paths:
            self._known[path] = self._seen[path] = state_of(path)

    def of(self, paths: Iterable[Path]) -> list[Path]:
        """Return the files that were saved; a file that is looked at for the first time was not."""
        saved = []
        for path in paths:
            state = state_of(path)
            if path not in self._known:
                self._known[path] = self._seen[path] = state
            elif state == self._known[path]:
                self._seen[path] = state
            elif state == self._seen[path]:
                self._known[path] = state
                saved.append(path)
            else:
                self._seen[path] = state
        return saved
