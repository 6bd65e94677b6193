"""Requests that are pull requests on a Hub data set."""

from __future__ import annotations

from ..errors import NoStore
from . import Inbox


class HubInbox:
    """Pull requests."""

    @classmethod
    def open(cls, name: str, *, token: str = "") -> Inbox:  # noqa: ARG003
        """Open it."""
        raise NoStore(name)
