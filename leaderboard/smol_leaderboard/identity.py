"""Who submits: on the Hub the owner of the login on this machine, in a folder whoever says so."""

from __future__ import annotations

import getpass
import re

from smol_grade.errors import UsageError

from .errors import NotLoggedIn
from .store import Author, hub_id

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}", re.ASCII)


class NotAName(UsageError):
    """A user's name for a local board that is none."""

    key = "submit.not_a_name"

    def __init__(self, name: str) -> None:
        super().__init__(name=name[:100])


class NameOnTheHub(UsageError):
    """--user together with a board on the Hub, which knows who it is."""

    key = "submit.name_on_the_hub"


def who(where: str, name: str = "") -> Author:
    """Return who submits to a board. `name` is for a folder only; without one it is the system's user.

    Raises `NotLoggedIn`, `Denied` for a token that is not valid (any more), `Unreachable` without the Hub, `NotAName`,
    `NameOnTheHub`.
    """
    if hub_id(where):
        if name:
            raise NameOnTheHub()
        return _login(hub_id(where))
    name = name or _system_user()
    if not NAME.fullmatch(name):
        raise NotAName(name)
    return Author(name, name)


def _login(board: str) -> Author:
    from huggingface_hub import get_token

    from .store.hub import client
    from .store.hub_errors import in_our_words

    with in_our_words(board):
        if not get_token():  # in a CI job an exchange over the network
            raise NotLoggedIn()
        me = client("").whoami(cache=True)
        return Author(str(me["id"]), str(me["name"]))


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user id without a name
        return ""
