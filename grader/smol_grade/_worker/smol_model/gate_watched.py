"""A message's content that notes what a template looks for in it, however the template has put that together.

Constants of a template are seen in its code; `['Jan', 'et'] | join` is not one. What such a key is compared with is
this text, and so the key is met here, when the template is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, SupportsIndex

MOST = 400
"""Keys that are noted."""
LOOKED_FOR = (
    *("startswith", "endswith", "find", "rfind", "index", "rindex", "count", "split", "rsplit", "partition"),
    *("rpartition", "replace", "removeprefix", "removesuffix"),
)
CHANGED = ("upper", "lower", "title", "capitalize", "casefold", "swapcase", "strip", "lstrip", "rstrip", "replace")


class Watched(str):
    """A text that notes in `keys` the texts it is searched for and compared with, and in `odd` what else is done."""

    __slots__ = ("keys", "odd")
    keys: list[str]
    odd: list[str]

    def note(self, key: object) -> None:
        """Note one text, or several."""
        for one in key if isinstance(key, tuple) else (key,):
            if isinstance(one, str) and len(self.keys) < MOST:
                self.keys.append(str.__str__(one))

    def __contains__(self, key: str) -> bool:  # type: ignore[override]
        self.note(key)
        return str.__contains__(self, key)

    def __eq__(self, other: object) -> bool:
        self.note(other)
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        self.note(other)
        return str.__ne__(self, other)

    def __lt__(self, other: str) -> bool:
        self.odd.append("an order of contents")
        return str.__lt__(self, other)

    def __gt__(self, other: str) -> bool:
        self.odd.append("an order of contents")
        return str.__gt__(self, other)

    def __hash__(self) -> int:
        return str.__hash__(self)

    def __iter__(self) -> Iterator[str]:
        # noted with the first letter that is taken: `content is iterable` is an honest question
        self.odd.append("the letters of a content")
        yield from str.__str__(self)

    def __repr__(self) -> str:
        self.odd.append("the messages as one text")
        return str.__repr__(self)

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        self.odd.append("a part of a content")
        return watched(str.__getitem__(self, key), self.keys, self.odd)

    def __add__(self, other: str) -> str:
        return watched(str.__add__(self, other), self.keys, self.odd)

    def __radd__(self, other: str) -> str:
        return watched(str.__add__(other, self), self.keys, self.odd)


def watched(text: str, keys: list[str], odd: list[str]) -> Watched:
    """Return a text that notes what is looked for in it."""
    made = Watched(text)
    made.keys, made.odd = keys, odd
    return made


def _noting(name: str) -> Callable[..., Any]:
    """Return a method of `str` that notes its first argument, and whose text, if it gives one, is watched too."""
    plain = getattr(str, name)

    def method(self: Watched, *arguments: Any) -> Any:
        if name in LOOKED_FOR and arguments:
            self.note(arguments[0])
        if name in ("split", "rsplit") and not str(arguments[0] if arguments else "").strip():
            self.odd.append("the words of a content")
        result = plain(self, *arguments)
        if type(result) is str:
            return watched(result, self.keys, self.odd)
        if type(result) in (list, tuple):
            return type(result)(watched(item, self.keys, self.odd) for item in result)
        return result

    return method


for _name in {*LOOKED_FOR, *CHANGED}:
    setattr(Watched, _name, _noting(_name))
