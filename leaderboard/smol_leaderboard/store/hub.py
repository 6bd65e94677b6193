"""A store that is a Hub data set, through the Hub's own client.

Never `upload_folder` or `push_to_hub`: they are several commits. `create_commit` prepares (that may be repeated) and
then sends one request that makes the commit; the client does not repeat that one, and nor do we.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ..errors import StoreError
from . import Listed, checked_path
from .hub_errors import in_our_words

if TYPE_CHECKING:
    from huggingface_hub import HfApi

MAIN = "main"
TIMEOUT_S = 90.0
"""Of one request. The Hub gives up after 60 seconds; the client alone would wait for ever."""


def client(token: str) -> HfApi:
    """Return the Hub's client. HF_ENDPOINT says where the Hub is; no token means the login of this machine."""
    import huggingface_hub

    _limit_waiting()
    endpoint = os.environ.get("HF_ENDPOINT") or None  # the client reads it once, when it is imported
    return huggingface_hub.HfApi(endpoint=endpoint, token=token or None, library_name="smol-grade")


@functools.cache
def _limit_waiting() -> None:
    """Give every request of the client a time limit, once in a process."""
    from huggingface_hub import set_client_factory
    from huggingface_hub.utils._http import default_client_factory

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
        return sorted(
            Listed(entry.path, entry.size, entry.lfs.sha256 if entry.lfs else entry.blob_id)
            for entry in entries
            if isinstance(entry, RepoFile)
        )

    def read(self, path: str, revision: str = "") -> bytes | None:
        """Return a file's bytes, or None; what was read at a revision is kept on this machine."""
        from huggingface_hub.errors import LocalEntryNotFoundError, RemoteEntryNotFoundError

        checked_path(path)
        at = revision or self.head()
        with in_our_words(self._repo, self._token):
            try:
                file = self._api.hf_hub_download(
                    self._repo, path, repo_type="dataset", revision=at, cache_dir=self._cache
                )
            except RemoteEntryNotFoundError:
                return None
            except LocalEntryNotFoundError as error:
                if isinstance(error.__cause__, RemoteEntryNotFoundError):
                    return None
                raise
            # where files below it were read before, the client returns a folder
            return Path(file).read_bytes() if Path(file).is_file() else None

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
            return made.oid

    def _existing(self, paths: list[str], parent: str) -> list[str]:
        """Return those of some paths that exist: to delete another is an error at the Hub."""
        if not paths:
            return []
        at = parent or self.head()
        found = set()
        with in_our_words(self._repo, self._token):
            for start in range(0, len(paths), 500):
                part = paths[start : start + 500]
                entries = self._api.get_paths_info(self._repo, part, revision=at, repo_type="dataset")
                found |= {entry.path for entry in entries}
        return [path for path in paths if path in found]
