"""The draft: what was graded again and is not published, in a folder of the operator's office.

`selection.json` says what was asked for, `ID.json` what became of one request. Each file is on the disk, whole, before
the next request is graded; whoever comes after a kill loses at most the one that was under way. Nobody but `regrade`
looks at it, and publishing goes through the outbox like everything else.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from ..errors import OperatorError, RecordError
from ..ledger import Ledger
from ..schema import SCHEMA_VERSION, GradeRecord, Struct, canonical, content_hash
from ..staleness import Suites
from ..store.durable import make_folder, read_or_none, replace, sync_folder
from .choosing import Wanted

SELECTION = "selection.json"
REQUEST = re.compile(r"[0-9a-f]{32}")


class Selection(Struct, frozen=True, kw_only=True):
    """What a draft is of."""

    schema_version: int = SCHEMA_VERSION
    wanted: Wanted
    suites: str = ""
    """Folder of the private suites that grade it, empty for the installed ones."""
    shown: str = ""
    """Hash of the results of which the operator has seen the report; empty while nobody has seen one."""


class Drafted(Struct, frozen=True, kw_only=True):
    """What became of one request."""

    schema_version: int = SCHEMA_VERSION
    request: str
    by: str
    """Hash of the suites that graded, see `hash_of`."""
    before: str = ""
    """Id of the record that the new one supersedes; empty for a request that had been set aside."""
    record: GradeRecord | None = None
    """None where it could not be graded: the record before stays."""
    reason: str = ""
    """Why: one of `refusals.REFUSALS`."""


class Draft:
    """The folder. It is there from the first result on, and gone when all is published or discarded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def selection(self) -> Selection | None:
        """Return what the draft is of, None if there is none. Raises `OperatorError` for one of a later program."""
        content = read_or_none(self.folder / SELECTION)
        if content is None:
            return None
        try:
            found = msgspec.json.decode(content)
            if isinstance(found, dict) and found.get("schema_version", 0) > SCHEMA_VERSION:
                raise OperatorError("the draft was made by a later smol-grade; upgrade this one, or --discard it")
            return msgspec.convert(found, Selection)
        except (msgspec.MsgspecError, UnicodeDecodeError, TypeError) as error:
            raise RecordError(str(self.folder / SELECTION), f"{error}; --discard drops the draft") from error

    def begin(self, selection: Selection) -> None:
        """Make the folder anew, for one selection."""
        self.discard()  # what a discarding that was killed has left
        with self._told():
            make_folder(self.folder)
            self.folder.chmod(0o700)
        self.settle(selection)

    def settle(self, selection: Selection) -> None:
        """Say anew what the draft is of; its results stay."""
        with self._told():
            replace(self.folder / SELECTION, canonical(selection))

    def keep(self, drafted: Drafted) -> None:
        """Keep what became of a request, in place of what was kept before: it is on the disk when this returns."""
        with self._told():
            replace(self.folder / f"{_named(drafted.request)}.json", canonical(drafted))

    def results(self) -> dict[str, Drafted]:
        """Return what is kept, by request; a file that is damaged is as good as none."""
        found = {}
        for path in sorted(self.folder.glob("[!.]*.json")):
            with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
                one = msgspec.json.decode(read_or_none(path) or b"", type=Drafted)
                if path.stem == one.request and (one.record is None or _is_whole(one.record)):
                    found[one.request] = one
        return found

    def drop(self, requests: Iterable[str]) -> None:
        """Remove what became of some requests."""
        with self._told():
            for request in requests:
                (self.folder / f"{_named(request)}.json").unlink(missing_ok=True)
            if self.folder.is_dir():
                sync_folder(self.folder)

    def show(self, results: Iterable[Drafted]) -> None:
        """Remember that the operator has seen what these results change."""
        selection = self.selection()
        assert selection is not None
        self.settle(msgspec.structs.replace(selection, shown=seen_hash(results)))

    def discard(self) -> None:
        """Remove the draft; the selection goes first, so that a half of it is never taken for a whole."""
        with self._told():
            (self.folder / SELECTION).unlink(missing_ok=True)
            if self.folder.exists():
                shutil.rmtree(self.folder)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OperatorError(f"{error.filename or self.folder}: {error.strerror}") from error


def hash_of(suites: Suites) -> str:
    """Return what names the suites of a unit: all that a grading depends on besides the machine."""
    whole = [suites.version, suites.protocol, dict(suites.exercises)]
    return hashlib.sha256(canonical(whole)).hexdigest()[:16]


def seen_hash(results: Iterable[Drafted]) -> str:
    """Return what names a set of results."""
    named = sorted((one.request, one.record.content_sha256 if one.record else one.reason) for one in results)
    return hashlib.sha256(canonical(named)).hexdigest()


def is_published(drafted: Drafted, ledger: Ledger) -> bool:
    """Return whether a result is on the board already: a program was killed between publishing and clearing up."""
    return drafted.record is not None and drafted.record.id in ledger.grades


def still_fits(drafted: Drafted, ledger: Ledger, suites: Suites) -> bool:
    """Return whether a result can be published: today's suites made it, of a record that nothing has replaced since."""
    current = ledger.current(drafted.request)
    same = drafted.by == hash_of(suites) and drafted.before == (current.id if current is not None else "")
    return same and not ledger.is_withdrawn(drafted.request)


def _is_whole(record: GradeRecord) -> bool:
    return record.content_sha256 == content_hash(record)


def _named(request: str) -> str:
    if not REQUEST.fullmatch(request):
        raise OperatorError(f"{request[:64]!r} is no request")
    return request
