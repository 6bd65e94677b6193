"""A request, an answer, and an answer that refuses, without any network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from .accounts import Account


class Refused(Exception):
    """The answer is an error, with the header and the body in which the Hub says so."""

    def __init__(self, status: int, message: str, code: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        """`RepoNotFound`, `RevisionNotFound` or `EntryNotFound`: the client makes an exception of its own of these."""
        self.headers = dict(headers or {})


@dataclass
class Request:
    """What came in."""

    method: str
    path: str
    """As it came, percent-encoded: a `%2F` is no slash."""
    query: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    origin: str
    """Of the server that was asked: `hub` or `cdn`."""
    route: str = ""
    """Name of the route, see `routes.py`."""
    named: dict[str, str] = field(default_factory=dict)
    """What the route's pattern names, decoded."""
    user: Account | None = None
    """Whose token came with it."""
    role: str = ""
    """Of the token: `read` or `write`."""
    stale: bool = False
    """The answer comes from a cache that has not heard of the newest commit."""

    @property
    def repo(self) -> str:
        """`dataset/OWNER/NAME`, empty where the route is about no repository."""
        named = self.named
        return f"{named['kind']}/{named['owner']}/{named['name']}" if "owner" in named else ""

    def asked(self, name: str, default: str = "") -> str:
        """Return a parameter of the query."""
        return parse_qs(self.query).get(name, [default])[-1]

    def number(self, name: str, default: int = 0) -> int:
        """Return a parameter of the query that is a number from 0; raise `Refused` if it is something else."""
        value = self.asked(name, str(default))
        if not value.isdecimal():
            raise Refused(400, f"Invalid {name}: {value}")
        return int(value)

    def flag(self, name: str) -> bool:
        """Return whether a parameter of the query says yes."""
        return self.asked(name).lower() in {"1", "true"}

    def json(self) -> dict[str, Any]:
        """Return the body; raise `Refused` if it is no JSON object."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError as error:
            raise Refused(400, "Invalid JSON") from error
        if not isinstance(value, dict):
            raise Refused(400, "Expected an object")
        return value

    def text(self, name: str) -> str:
        """Return a text of the body that must be there; raise `Refused` if it is not."""
        value = self.json().get(name)
        if not isinstance(value, str) or not value.strip():
            raise Refused(400, f"Expected a text: {name}")
        return value

    def items(self, name: str, **kinds: type) -> list[dict[str, Any]]:
        """Return a list of the body whose items have these fields; raise `Refused` if it is no such list."""
        value = self.json().get(name)
        if not isinstance(value, list) or not all(
            isinstance(item, dict) and all(isinstance(item.get(key), kind) for key, kind in kinds.items())
            for item in value
        ):
            raise Refused(400, f"Expected a list: {name}")
        return value


@dataclass
class Answer:
    """What goes out."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def as_json(value: object, status: int = 200) -> Answer:
    """Return an answer in JSON."""
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json; charset=utf-8"})


def refusal(refused: Refused) -> Answer:
    """Return the answer that the Hub gives for an error."""
    answer = as_json({"error": refused.message}, refused.status)
    message = refused.message.replace("\n", " ").encode("latin-1", "replace").decode("latin-1")
    answer.headers.update({"X-Error-Message": message, **refused.headers})
    if refused.code:
        answer.headers["X-Error-Code"] = refused.code
    return answer
