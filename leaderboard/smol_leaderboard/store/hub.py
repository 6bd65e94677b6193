"""A store that is a Hub data set."""

from __future__ import annotations

from ..errors import NoStore
from . import Store


class HubStore:
    """A Hub data set."""

    @classmethod
    def open(cls, name: str, *, token: str = "", create: bool = False) -> Store:  # noqa: ARG003
        """Open it."""
        raise NoStore(name)
