"""A store that is a Hub data set, through the Hub's own client.

Never `upload_folder` or `push_to_hub`: they are several commits. `create_commit` prepares (that may be repeated) and
then sends one request that makes the commit; the client does not repeat that one, and nor do we.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ..errors import StoreError, Uncertain
from . import Listed, checked_path
from .hub_errors import in_our_words

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

MAIN = "main"
MOST_PATHS = 500
"""That one request asks about."""
TIMEOUT_S = 90.0
"""Of one request. The Hub gives up after 60 seconds; the client alone would wait for ever."""


def client(token: str) -> HfApi:
    """Return the Hub's client. HF_ENDPOINT says where the Hub is; no token means the login of this machine."""
    import huggingface_hub

    _set_up()
    endpoint = os.environ.get("HF_ENDPOINT") or None  # the client reads it once, when it is imported
    return huggingface_hub.HfApi(endpoint=endpoint, token=token or None, library_name="smol-grade")


@functools.cache
def _set_up() -> None:
    """Give every request of the client a time limit, and keep it from printing; once in a process."""
    from huggingface_hub import set_client_factory
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]
    from huggingface_hub.utils import logging as client_logging
    from huggingface_hub.utils._http import default_client_factory

    if not {"HF_HUB_DISABLE_PROGRESS_BARS", "HF_HUB_VERBOSITY", "HF_DEBUG"} & os.environ.keys():
        disable_progress_bars()
        client_logging.set_verbosity(logging.ERROR)  # it warns of every retry, and of commits that change nothing

    def limited() -> Any:
        made = default_client_factory()
        made.timeout = TIMEOUT_S
        return made

    set_client_factory(limited)


class HubStore:
    """A Hub data set. Revisions are commits of its main branch."""

    def __init__(self, repo_id: str, token: str = "", cache: Path | None = None) -> None:
        self._repo = repo_id
        self._token = token
        self._cache = cache
        self._api = client(token)
        self._listed: tuple[str, dict[str, str]] = "", {}
        """The revision that was listed last, and the oids of what was seen of it."""

    @classmethod
    def open(cls, repo_id: str, *, token: str = "", create: bool = False) -> Self:
        """Return the store of a data set that exists; `create` makes a public one. Raises `NoStore`, `Unreachable`."""
        store = cls(repo_id, token)
        if create:
            with in_our_words(repo_id, token):
                store._api.create_repo(repo_id, repo_type="dataset", exist_ok=True)
        store.head()
        return store

    @property
    def name(self) -> str:
        """The Hub id."""
        return self._repo

    def head(self) -> str:
        """Return the newest commit of the main branch."""
        with in_our_words(self._repo, self._token):
            head = self._api.dataset_info(self._repo, revision=MAIN).sha
        if head is None:
            raise StoreError(f"{self._repo} has no commit")
        return head

    def files(self, under: str = "", revision: str = "") -> list[Listed]:
        """Return the files below a folder, sorted by path. It takes a request for each thousand of them."""
        from huggingface_hub.errors import EntryNotFoundError
        from huggingface_hub.hf_api import RepoFile

        top = checked_path(under.rstrip("/")) if under.rstrip("/") else None
        at = revision or self.head()  # pages of a branch would be pages of several commits
        with in_our_words(self._repo, self._token):
            try:
                entries = list(
                    self._api.list_repo_tree(self._repo, top, recursive=True, revision=at, repo_type="dataset")
                )
            except EntryNotFoundError:
                return []
        found = sorted(Listed(entry.path, entry.size, _oid(entry)) for entry in entries if isinstance(entry, RepoFile))
        before = self._listed[1] if self._listed[0] == at else {}
        self._listed = at, {**before, **{file.path: file.oid for file in found}}
        return found

    def read(self, path: str, revision: str = "") -> bytes | None:
        """Return a file's bytes, or None; what was read at a revision is kept on this machine."""
        checked_path(path)
        at = revision or self.head()
        listed, oids = self._listed
        oid = oids.get(path, "") if listed == at else ""
        content = self._kept(oid) if oid else None
        if content is None:
            content = self._fetched(path, at)
        if oid and content is not None and oid not in _names(content):  # what the client kept is damaged
            content = self._fetched(path, at, anew=True)
        return content

    def _fetched(self, path: str, revision: str, *, anew: bool = False) -> bytes | None:
        from huggingface_hub.errors import LocalEntryNotFoundError, RemoteEntryNotFoundError

        with in_our_words(self._repo, self._token):
            try:
                file = self._api.hf_hub_download(
                    self._repo,
                    path,
                    repo_type="dataset",
                    revision=revision,
                    cache_dir=self._cache,
                    force_download=anew,
                )
            except RemoteEntryNotFoundError:
                return None
            except LocalEntryNotFoundError as error:
                if isinstance(error.__cause__, RemoteEntryNotFoundError):
                    return None
                raise
            # where files below it were read before, the client returns a folder
            return Path(file).read_bytes() if Path(file).is_file() else None

    def _kept(self, oid: str) -> bytes | None:
        """Return a content that lies in the client's cache under its name: it costs no request.

        The client itself would ask the Hub for the name of every file again at every new revision.
        """
        try:
            content = (self._cached() / "blobs" / oid).read_bytes()
        except OSError:
            return None
        return content if oid in _names(content) else None

    def commit(self, changes: Mapping[str, bytes | None], message: str, parent: str = "") -> str:
        """Write and delete files in one commit, by one request that is not repeated; see `Store.commit`."""
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        for path in changes:
            checked_path(path)
        deleted = self._existing([path for path, content in changes.items() if content is None], parent)
        operations: list[CommitOperationAdd | CommitOperationDelete] = [
            CommitOperationAdd(path, content) for path, content in sorted(changes.items()) if content is not None
        ]
        operations += [CommitOperationDelete(path, is_folder=False) for path in deleted]
        if not operations:
            return self.head()
        with in_our_words(self._repo, self._token, changing=True):
            made = self._api.create_commit(
                self._repo,
                operations,
                commit_message=message,
                repo_type="dataset",
                revision=MAIN,
                parent_commit=parent or None,
            )
        self._confirm(changes, made.oid)
        return made.oid

    def squash(self, message: str) -> str:
        """Make the main branch one commit, and drop what the client's cache holds of those before.

        The Hub serves an old commit by its id until it cleans up, and as long as a pull request stands on it.
        """
        with in_our_words(self._repo, self._token, changing=True):
            self._api.super_squash_history(self._repo, branch=MAIN, commit_message=message, repo_type="dataset")
        self._listed = "", {}
        shutil.rmtree(self._cached(), ignore_errors=True)
        if self._cached().exists():
            raise StoreError(f"{self._cached()} cannot be deleted: it holds what was read of older revisions")
        return self.head()

    def _cached(self) -> Path:
        """Return where the client keeps what it read of this data set."""
        from huggingface_hub import constants
        from huggingface_hub.file_download import repo_folder_name

        folder = repo_folder_name(repo_id=self._repo, repo_type="dataset")
        return Path(self._cache or constants.HF_HUB_CACHE) / folder

    def _confirm(self, changes: Mapping[str, bytes | None], revision: str) -> None:
        """Raise `Uncertain` unless a revision holds what was asked for.

        The client leaves out of a commit what the Hub says is there already, and the Hub may say so from a cache.
        """
        try:
            there = self._oids(changes, revision)
        except StoreError as error:
            raise Uncertain(f"committed, and not read back: {error.fields['problem']}") from error
        for path, content in changes.items():
            if (path in there) if content is None else (there.get(path) not in _names(content)):
                raise Uncertain(f"{path} is not what was committed: the Hub believed a cache")

    def _existing(self, paths: list[str], parent: str) -> list[str]:
        """Return those of some paths that exist: to delete another is an error at the Hub."""
        there = self._oids(paths, parent or self.head()) if paths else {}
        return [path for path in paths if path in there]

    def _oids(self, paths: Iterable[str], revision: str) -> dict[str, str]:
        """Return the oids of those of some paths that are files."""
        from huggingface_hub.hf_api import RepoFile

        asked, found = sorted(paths), {}
        with in_our_words(self._repo, self._token):
            for start in range(0, len(asked), MOST_PATHS):
                part = asked[start : start + MOST_PATHS]
                for entry in self._api.get_paths_info(self._repo, part, revision=revision, repo_type="dataset"):
                    if isinstance(entry, RepoFile):
                        found[entry.path] = _oid(entry)
        return found


def _oid(file: RepoFile) -> str:
    return file.lfs.sha256 if file.lfs else file.blob_id


def _names(content: bytes) -> set[str]:
    """Return the names that a content has at the Hub: as a file of git and as a large one."""
    in_git = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False)
    return {in_git.hexdigest(), hashlib.sha256(content).hexdigest()}
