"""What of a submission's files matters, and reading it. The files are hostile: nothing is run, no link is followed.

A file counts by its name, `NAME.py` or `NAME.ipynb`. The only code file of a submission may have a name of its own (a
platform's, the learner's): then it counts for the exercises whose functions it defines. Under the name of another
exercise it is that one's answer and nobody else's.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Mapping, Set
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import msgspec

from smol_grade import intake
from smol_grade.notebook import LARGEST_NOTEBOOK

ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENXIO, errno.ENODEV)
"""What opening says of a file that is not there, or is none. Anything else is our trouble, not the learner's."""
CODE = (".py", ".ipynb")
PACKED = (".7z", ".gz", ".rar", ".tar", ".tgz", ".zip")
LARGEST = LARGEST_NOTEBOOK + 1
"""Bytes that are read of a file: one more than may be graded, so that a larger one is seen to be."""
BINDS = re.compile(r"^[ \t]*(?:(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|(\w+)[ \t]*(?::[^=\n]*)?=(?!=))", re.MULTILINE)
"""A line that defines a function or a class, or gives a name a value. Linear in the text, whatever it holds."""
NOBODYS = "__MACOSX"
"""What macOS puts beside the folders that it packs."""


class Wanted(NamedTuple):
    """What of a submission matters."""

    names: frozenset[str]
    """Of files: code (`NAME.py`, `NAME.ipynb`) and data files of the exercises."""
    unit: str = ""
    """Alias: the name of the folder in a submission's that may hold them."""
    others: frozenset[str] = frozenset()
    """Exercises of the course that are not wanted: a file of such a name is no answer to those that are."""

    @property
    def places(self) -> tuple[str, ...]:
        """Where in a submission the files may lie: the first place that holds code counts."""
        return ("", f"{self.unit}/", f"exercises/{self.unit}/") if self.unit else ("",)


class PassedOver(NamedTuple):
    """Something that is there and was not looked into."""

    name: str
    reason: str
    """The end of a key of the catalogue, `batch.passed_…`."""


class Taken(NamedTuple):
    """What was read of a submission."""

    files: dict[str, bytes]
    """Contents by name, only those that matter."""
    passed_over: tuple[PassedOver, ...] = ()


def is_ignored(name: str) -> bool:
    """Return whether a name is none that people give: hidden files, and what macOS puts into archives."""
    return name.startswith(".") or name == NOBODYS


def reason_of(mode: int, name: str) -> str:
    """Return why what lies there is no file or folder of a submission; empty where it may be one."""
    if stat.S_ISLNK(mode):
        return "link"
    if stat.S_ISDIR(mode):
        return ""
    if not stat.S_ISREG(mode):
        return "special"
    suffix = PurePosixPath(name).suffix
    return "" if suffix in CODE else "packed" if suffix.lower() in PACKED else "other"


def of_folder(folder: Path, base: Path, wanted: Wanted) -> Taken:
    """Return what matters of a folder; links below `base` are not followed. Raises `OSError`."""
    return _taken(_Folder(folder, base), wanted)


def of_file(path: Path, base: Path, wanted: Wanted) -> Taken:
    """Return what a single file answers. The only exercise that is wanted needs no name and no function."""
    held = _Folder(path.parent, base)
    content = held.read(path.name) if path.suffix in CODE else None
    if content is None:
        return Taken({}, tuple(held.passed_over) or (PassedOver(path.name, reason_of(mode_of(path), path.name)),))
    return Taken(_answers(path.name, content, wanted, only=True))


def of_texts(texts: Mapping[str, str], wanted: Wanted) -> Taken:
    """Return what matters of files that stand in a line of JSON, by the names that they would have in a folder."""
    return _taken(_Texts(texts), wanted)


def mode_of(path: Path) -> int:
    """Return a file's mode, not that of what a link leads to; 0 where nothing is there."""
    try:
        return path.lstat().st_mode
    except OSError as error:
        if error.errno in ABSENT:
            return 0
        raise


class _Folder:
    """A folder's files."""

    def __init__(self, folder: Path, base: Path) -> None:
        self._folder, self._base = folder, base
        self.passed_over: list[PassedOver] = []

    def read(self, name: str) -> bytes | None:
        """Return what can be graded of a regular file; None for a link, folder, device, or file with a second name."""
        try:
            descriptor = intake.open_file(self._folder / name, self._base)
        except intake.Linked as linked:
            inside = linked.link.is_relative_to(self._folder)
            self._pass_over(str(linked.link.relative_to(self._folder)) if inside else linked.link.name, "link")
            return None
        except OSError as error:
            if error.errno in ABSENT:
                return None
            raise
        try:
            about = os.fstat(descriptor)
            if stat.S_ISREG(about.st_mode) and about.st_nlink == 1:
                return intake.read(descriptor, LARGEST)
        finally:
            os.close(descriptor)
        other = "folder" if stat.S_ISDIR(about.st_mode) else "special"
        self._pass_over(name, "second_name" if stat.S_ISREG(about.st_mode) else other)
        return None

    def codes(self) -> list[str]:
        """Return the names of the code files in the folder itself."""
        codes = [path for path in sorted(self._folder.iterdir()) if path.suffix in CODE and not is_ignored(path.name)]
        for path in codes:
            if path.is_symlink():
                self._pass_over(path.name, "link")
        return [path.name for path in codes if stat.S_ISREG(mode_of(path))]

    def _pass_over(self, name: str, reason: str) -> None:
        if (one := PassedOver(name, reason)) not in self.passed_over:
            self.passed_over.append(one)


class _Texts:
    """The files of a line."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.passed_over: list[PassedOver] = []

    def read(self, name: str) -> bytes | None:
        """Return what can be graded of a file."""
        return self._texts[name].encode("utf-8", "surrogatepass")[:LARGEST] if name in self._texts else None

    def codes(self) -> list[str]:
        """Return the names of the code files that lie in no folder."""
        paths = map(PurePosixPath, sorted(self._texts))
        return [path.name for path in paths if path.suffix in CODE and path.parent == PurePosixPath()]


def _taken(held: _Folder | _Texts, wanted: Wanted) -> Taken:
    """Return the files of the first place that has code among them; else the only code file, for what it defines."""
    data: dict[str, bytes] = {}
    for place in wanted.places:
        read = {name: held.read(place + name) for name in sorted(wanted.names)}
        found = {name: content for name, content in read.items() if content is not None}
        if any(name.endswith(CODE) for name in found):
            return Taken(found, tuple(held.passed_over))
        data = data or found
    codes = held.codes()
    content = held.read(codes[0]) if len(codes) == 1 else None
    answers = _answers(codes[0], content, wanted) if content is not None else {}
    return Taken(data | answers, tuple(held.passed_over))


def _answers(name: str, content: bytes, wanted: Wanted, *, only: bool = False) -> dict[str, bytes]:
    """Return a code file under the names of the exercises that it answers.

    `only`: where a single exercise is wanted, it is that one's though it does not define it, unless it defines another.
    """
    own = PurePosixPath(name)
    if name in wanted.names:
        return {name: content}
    if own.stem in wanted.others:
        return {}
    names = {PurePosixPath(one).stem: one for one in sorted(wanted.names) if one.endswith(own.suffix)}
    texts = _cells(content) if own.suffix == ".ipynb" else [content.decode("utf-8", "replace")]
    defined = _defined(texts, names.keys() | wanted.others) if texts is not None else names.keys()
    if only and len(names) == 1 and not defined:
        defined = names.keys()
    return {name: content for exercise, name in names.items() if exercise in defined}


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str] = ""


class _Notebook(msgspec.Struct):
    cells: list[_Cell]


def _cells(content: bytes) -> list[str] | None:
    """Return the code cells of a notebook; None for what is none as it should be, which is the grader's to say."""
    try:
        cells = msgspec.json.decode(content, type=_Notebook).cells
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return [
        one.source if isinstance(one.source, str) else "".join(one.source) for one in cells if one.cell_type == "code"
    ]


def _defined(texts: Iterable[str], names: Set[str]) -> Set[str]:
    """Return those of these names to which code seems to give a value. Only looked for: it need not be Python."""
    found = (one[1] or one[2] for text in texts for one in BINDS.finditer(text))
    return {name for name in found if name in names}
