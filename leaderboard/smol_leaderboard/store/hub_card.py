"""Changing the card of a learner's own model on the Hub: one commit of one file, with the login of this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..errors import Conflict
from .hub import client
from .hub_errors import in_our_words

NAME = "README.md"
MESSAGE = "smol-course: the number that ties this model to its submission"


def change_card(model: str, change: Callable[[str], str], token: str = "") -> str:
    """Change the text of a model's card (empty where there is none); return the commit, empty if nothing changed.

    Without a token with the login of this machine. Only on top of what was read, and once more if somebody was faster.
    Raises `StoreError` and its kinds, and what `change` raises.
    """
    try:
        return _changed(model, change, token)
    except Conflict:
        return _changed(model, change, token)


def _changed(model: str, change: Callable[[str], str], token: str) -> str:
    from huggingface_hub import CommitOperationAdd
    from huggingface_hub.errors import EntryNotFoundError

    api = client(token)
    with in_our_words(model, token):
        head = api.model_info(model).sha
        try:
            old = Path(api.hf_hub_download(model, NAME, revision=head)).read_bytes().decode("utf-8")
        except EntryNotFoundError:
            old = ""
    new = change(old)
    if new == old:
        return ""
    with in_our_words(model, token, changing=True):
        made = api.create_commit(
            model, [CommitOperationAdd(NAME, new.encode())], commit_message=MESSAGE, parent_commit=head
        )
    return str(made.oid)
