"""Model repositories of the Hub: which commit and which files, and those files, byte for byte and checked.

Nothing of a model is parsed here. A file arrives only if its name was asked for, as large as the Hub announced and
with the hash that the Hub announced, as a plain file. The login is used only for what cannot be had without one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from smol_grade.course import HUB_ID

from ..errors import Denied, NoStore, NotLoggedIn, RateLimited, StoreError, Uncertain, Unreachable
from ..model_errors import ModelNotReached, ModelNotThere, ModelTooLarge, RevisionNotThere, WrongContent
from .hub import client
from .hub_errors import NoRevision, in_our_words

if TYPE_CHECKING:
    from huggingface_hub.hf_api import RepoSibling

COMMIT = re.compile(r"[0-9a-f]{40}")
PAUSES_S = (1.0, 2.0, 4.0, 8.0)
"""Seconds between attempts at one file; an attempt that brought bytes does not count."""
LONGEST_WAIT_S = 120.0
"""That a busy Hub may ask for; beyond it, whoever asked is told."""
CHUNK = 1 << 20
ROOM = 64 << 20
"""Bytes that must stay free on the disk."""
PART = ".part"


class RemoteFile(NamedTuple):
    """A file of a repository as the Hub announces it. The name is a stranger's."""

    name: str
    size: int
    """Bytes."""
    sha256: str
    """Of a large (LFS) file's content, empty for a regular file."""
    oid: str
    """Of a regular file's content, as git names it."""


class Resolved(NamedTuple):
    """A model at one commit."""

    model: str
    revision: str
    """40 hexadecimal digits."""
    files: tuple[RemoteFile, ...]
    needs_login: bool = False
    """Private, or its files are given only to those who asked its owner."""

    def listing(self) -> list[tuple[str, int]]:
        """Return name and bytes of every file."""
        return [(file.name, file.size) for file in self.files]


class Progress(NamedTuple):
    """How far a download is."""

    name: str
    """Of the file under way."""
    done: int
    total: int
    """Bytes of all files."""
    left_s: float | None
    """Seconds that the rest takes at the speed so far; None while that cannot be said."""


def login() -> str:
    """Return the token of the login on this machine, empty if there is none. Raises `StoreError` in a CI job."""
    from huggingface_hub import get_token

    with in_our_words(""):  # in a CI job it is an exchange over the network
        return get_token() or ""


def resolve(model: str, *, revision: str = "", token: str = "") -> Resolved:
    """Return a model's commit and files; `revision` is a branch, tag or commit, by default `main`.

    Asked first as nobody; with `token` only if nobody may see it. Raises `ModelNotThere`, `RevisionNotThere`, `Denied`,
    `ModelNotReached`, `RateLimited`.
    """
    if not HUB_ID.fullmatch(model):
        raise ModelNotThere(model)
    try:
        return _resolved(model, revision, "")
    except NoRevision:
        raise RevisionNotThere(model, revision or "main") from None
    except Unreachable as error:
        raise ModelNotReached(model, error.fields["problem"]) from error
    except (NoStore, Denied):
        pass
    if token:
        with contextlib.suppress(NoStore):
            try:
                return _resolved(model, revision, token)
            except NoRevision:
                raise RevisionNotThere(model, revision or "main") from None
    raise ModelNotThere(model, other=_other_kind(model, token), logged_in=bool(token))


def _resolved(model: str, revision: str, token: str) -> Resolved:
    api = client(token)
    with in_our_words(model, token):
        told = api.model_info(model, revision=revision or None, files_metadata=True, token=token or False)
        files = tuple(_file(model, sibling) for sibling in told.siblings or ())
        commit = told.sha or ""
        if not COMMIT.fullmatch(commit):
            raise StoreError(f"{model}: the Hub names no commit")
        return Resolved(model, commit, files, bool(told.private or told.gated))


def _file(model: str, sibling: RepoSibling) -> RemoteFile:
    size = sibling.lfs.size if sibling.lfs else sibling.size
    if not isinstance(size, int) or size < 0:
        raise StoreError(f"{model}: the Hub does not say how large {sibling.rfilename[:100]} is")
    return RemoteFile(sibling.rfilename, size, sibling.lfs.sha256 if sibling.lfs else "", sibling.blob_id or "")


def _other_kind(model: str, token: str) -> str:
    """Return `dataset` or `space` if the Hub has one of this name, which is a frequent mistake."""
    api = client(token)
    for kind in ("dataset", "space"):
        with contextlib.suppress(StoreError), in_our_words(model, token):
            api.repo_info(model, repo_type=kind, token=token or False)
            return kind
    return ""


def download(
    resolved: Resolved,
    target: Path,
    progress: Callable[[Progress], None] = lambda _: None,
    *,
    wanted: Mapping[str, str],
    most_bytes: int,
    token: str = "",
) -> Path:
    """Fetch files of a model into a folder; return the folder.

    `wanted` maps the name of each file in the repository to its name in `target`, `most_bytes` bounds their sum before
    anything is fetched. What is there already and right is not fetched again, what is half there goes on. Raises
    `ModelTooLarge`, `WrongContent`, `RevisionNotThere`, `Denied`, `Unreachable`, `RateLimited`, `StoreError`.
    """
    files = [file for file in resolved.files if file.name in wanted]
    for name in wanted.values():
        if name in ("", ".", "..") or "/" in name or "\\" in name or name.endswith(PART):
            raise StoreError(f"{name[:100]!r} is no name of a file")
    total = sum(file.size for file in files)
    if total > most_bytes:
        raise ModelTooLarge(resolved.model, total, most_bytes)
    if resolved.needs_login and not token:
        raise NotLoggedIn()
    with _disk():
        target.mkdir(mode=0o755, parents=True, exist_ok=True)
        target.chmod(0o755)  # the sandbox reads it as another user
        speed = _Speed(total, progress)
        for file in sorted(files, key=lambda one: one.size):  # what is small may show at once that the rest is no use
            _fetch(resolved, file, target / wanted[file.name], speed, token if resolved.needs_login else "")
    return target


class _Speed:
    """Counts bytes and tells how long the rest takes."""

    def __init__(self, total: int, progress: Callable[[Progress], None]) -> None:
        self._total = total
        self._progress = progress
        self._done = 0
        self._came = 0
        self._since = time.monotonic()

    def count(self, name: str, size: int, *, came: bool = True) -> None:
        """Count bytes; `came` is false for those that were there before, or that have to come again (negative)."""
        self._done += size
        self._came += size if came else 0
        spent = time.monotonic() - self._since
        known = spent > 0.5 and self._came > 0
        left = (self._total - self._done) * spent / self._came if known else None
        self._progress(Progress(name, self._done, self._total, left))


class _Hash:
    """The hash by which the Hub announced a file."""

    def __init__(self, file: RemoteFile) -> None:
        self._wanted = file.sha256 or file.oid
        self._hash: Any = (
            hashlib.sha256()
            if file.sha256
            else hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)  # as git names contents
        )

    def update(self, part: bytes) -> None:
        self._hash.update(part)

    def fits(self) -> bool:
        return bool(self._hash.hexdigest() == self._wanted)


def _fetch(resolved: Resolved, file: RemoteFile, target: Path, speed: _Speed, token: str) -> None:
    """Fetch one file, with as many attempts as bring bytes and a few that bring none."""
    if _is_there(file, target):
        speed.count(file.name, file.size, came=False)
        return
    part = target.with_name(target.name + PART)
    failures = 0
    while True:
        before = part.lstat().st_size if part.exists() else 0
        try:
            with in_our_words(resolved.model, token):
                _attempt(resolved, file, part, speed, token)
            break
        except NoRevision:
            raise RevisionNotThere(resolved.model, resolved.revision) from None
        except NoStore:
            raise RevisionNotThere(resolved.model, resolved.revision) from None
        except (Unreachable, RateLimited, Uncertain) as error:
            moved = part.exists() and part.lstat().st_size > before
            failures = 1 if moved else failures + 1
            wait = error.seconds if isinstance(error, RateLimited) else PAUSES_S[min(failures, len(PAUSES_S)) - 1]
            if failures > len(PAUSES_S) or wait > LONGEST_WAIT_S:
                if isinstance(error, Uncertain):  # of reading there is nothing uncertain
                    raise Unreachable(error.fields["problem"]) from error
                raise
            time.sleep(wait)
    os.replace(part, target)


def _is_there(file: RemoteFile, target: Path) -> bool:
    """Return whether a file is there, whole and right; remove whatever else has its name."""
    if not os.path.lexists(target):
        return False
    status = target.lstat()
    if stat.S_ISREG(status.st_mode) and status.st_size == file.size:
        check = _Hash(file)
        with open(target, "rb") as there:
            while part := there.read(CHUNK):
                check.update(part)
        if check.fits():
            return True
    target.unlink()
    return False


def _attempt(resolved: Resolved, file: RemoteFile, part: Path, speed: _Speed, token: str) -> None:
    """Fetch what is missing of a file into `part`; remove `part` and raise `WrongContent` if it is not the file."""
    if os.path.lexists(part) and (not stat.S_ISREG(part.lstat().st_mode) or part.lstat().st_size > file.size):
        part.unlink()
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(part, flags, 0o644), "r+b") as out:
        os.chmod(part, 0o644)  # whatever the umask: the sandbox reads it as another user
        check = _Hash(file)
        have = 0
        while there := out.read(CHUNK):
            check.update(there)
            have += len(there)
        speed.count(file.name, have, came=False)
        try:
            check, have = _stream(resolved, file, out, check, have, speed, token)
        except BaseException:
            speed.count(file.name, -out.seek(0, os.SEEK_END), came=False)
            raise
        out.flush()
        os.fsync(out.fileno())
    if have != file.size or not check.fits():
        part.unlink()
        speed.count(file.name, -have, came=False)
        raise WrongContent(resolved.model, file.name)


def _stream(
    resolved: Resolved, file: RemoteFile, out: IO[bytes], check: _Hash, have: int, speed: _Speed, token: str
) -> tuple[_Hash, int]:
    """Append what the Hub sends; return the hash over all, and the bytes."""
    if have == file.size:
        return check, have
    room = shutil.disk_usage(os.path.dirname(out.name) if isinstance(out.name, str) else ".").free
    if room < file.size - have + ROOM:
        raise StoreError(f"the disk has room for {room // 2**20} MB, {file.name[:80]} has {file.size // 2**20}")
    with _get(resolved, file.name, have, token) as response:
        if have and response.status_code != 206:  # from the beginning after all
            out.seek(0)
            out.truncate()
            speed.count(file.name, -have, came=False)
            check, have = _Hash(file), 0
        for piece in response.iter_bytes(CHUNK):
            have += len(piece)
            if have > file.size:
                break
            out.write(piece)
            check.update(piece)
            speed.count(file.name, len(piece))
    return check, have


@contextlib.contextmanager
def _get(resolved: Resolved, name: str, start: int, token: str) -> Iterator[Any]:
    """Open the stream of a file at the commit, from a byte on; raise the client's own errors."""
    from huggingface_hub import get_session, hf_hub_url
    from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]

    client(token)  # sets a time limit for every request
    url = hf_hub_url(resolved.model, name, revision=resolved.revision, endpoint=os.environ.get("HF_ENDPOINT") or None)
    headers = build_hf_headers(token=token or False, library_name="smol-grade")
    headers["Accept-Encoding"] = "identity"  # sizes and hashes are those of the file
    if start:
        headers["Range"] = f"bytes={start}-"
    with get_session().stream("GET", url, headers=headers) as response:
        if response.status_code >= 400:
            response.read()
            hf_raise_for_status(response)
        yield response


@contextlib.contextmanager
def _disk() -> Iterator[None]:
    """Say what this machine's disk refuses in one of our own sentences."""
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        raise StoreError(f"{error.filename or 'the disk'}: {error.strerror or error}") from error


def cached(model: str) -> Path | None:
    """Return the folder of a model that the Hub's client has on this machine, None if it has none with weights."""
    import huggingface_hub

    try:
        folder = Path(huggingface_hub.snapshot_download(model, local_files_only=True))
    except (OSError, ValueError):
        return None
    return folder if any(folder.glob("*.safetensors")) else None
