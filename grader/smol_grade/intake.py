"""Opening and reading files: a learner's, where no link is followed on the way to it, and one that a person named."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

BY_FOLDER = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW") and hasattr(os, "O_DIRECTORY")
"""Whether folders can be opened one by one, so that none is exchanged for a link in between. Not on Windows."""
FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
"""To pass through: folders need not be readable for that."""
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
READ |= getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)
"""Not blocking: a pipe that nobody writes to opens at once, and is then seen to be one."""


OPENED = re.compile(r"/dev/(?:stdin|fd/\d+)|/proc/(?:self|\d+)/fd/\d+")
"""What a shell calls a pipe that it has opened itself, as for `<(…)`: somebody writes to that."""


class Linked(Exception):
    """The file, or a folder on the way to it, is a link."""

    def __init__(self, link: Path) -> None:
        super().__init__(str(link))
        self.link = link


def open_file(path: Path, base: Path) -> int:
    """Open a file for reading and return its descriptor.

    `base`, which holds the file or a folder on the way to it, is what a person named: links in it are theirs. Raises
    `Linked` for one below it, and `OSError`.
    """
    folders = path.relative_to(base).parts[:-1]
    try:
        return _open_by_folder(path, base, folders) if BY_FOLDER else _open_checked(path, base, folders)
    except OSError:
        link = _first_link(path, base, folders)
        if link is not None:
            raise Linked(link) from None
        raise


def _open_by_folder(path: Path, base: Path, folders: tuple[str, ...]) -> int:
    place = os.open(base, FOLDER)
    try:
        for name in folders:
            inner = os.open(name, FOLDER | os.O_NOFOLLOW, dir_fd=place)
            os.close(place)
            place = inner
        return os.open(path.name, READ, dir_fd=place)
    finally:
        os.close(place)


def _open_checked(path: Path, base: Path, folders: tuple[str, ...]) -> int:
    link = _first_link(path, base, folders)
    if link is not None:
        raise Linked(link)
    return os.open(path, READ)


def _first_link(path: Path, base: Path, folders: tuple[str, ...]) -> Path | None:
    place = base
    for name in (*folders, path.name):
        place /= name
        if place.is_symlink():
            return place
    return None


def read_named(path: str | Path, most: int) -> bytes:
    """Return the first bytes, at most so many, of a file that a person named; links are followed.

    Raises `OSError` and `ValueError` (a name that no file can have), with a reason for people: also for a pipe, which
    nobody might ever write to, and for a device, unless a shell has opened it for this program.
    """
    opened = OPENED.fullmatch(os.fspath(path)) is not None
    with open(os.open(path, READ & ~getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if opened and hasattr(os, "set_blocking"):
            os.set_blocking(file.fileno(), True)
        elif not opened and not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "a pipe or a device, not a file", str(path))
        return file.read(most)


def read(descriptor: int, most: int) -> bytes:
    """Return the bytes of an open file, at most so many, however it grows."""
    data = bytearray()
    while len(data) < most and (part := os.read(descriptor, most - len(data))):
        data += part
    return bytes(data)
