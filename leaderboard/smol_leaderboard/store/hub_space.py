"""A Space on the Hub that holds a static page."""

from __future__ import annotations

from collections.abc import Mapping

from .hub import MAIN, client
from .hub_errors import in_our_words


def push(space: str, files: Mapping[str, bytes], folders: tuple[str, ...], message: str, token: str = "") -> str:
    """Make a Space hold these files, by one commit; return its link. It is made, static and public, if there is none.

    What lies below `folders` and is not among the files is deleted; other files of the Space stay. Unchanged files make
    no commit. Raises `StoreError` and its kinds.
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    api = client(token)
    with in_our_words(space, token):
        api.create_repo(space, repo_type="space", space_sdk="static", exist_ok=True)
        there = api.list_repo_files(space, repo_type="space", revision=MAIN)
    old = [path for path in there if path.startswith(folders) and path not in files]
    operations: list[CommitOperationAdd | CommitOperationDelete] = [
        CommitOperationAdd(path, content) for path, content in sorted(files.items())
    ]
    operations += [CommitOperationDelete(path, is_folder=False) for path in old]
    with in_our_words(space, token, changing=True):
        api.create_commit(space, operations, commit_message=message, repo_type="space", revision=MAIN)
    return f"{api.endpoint}/spaces/{space}"
