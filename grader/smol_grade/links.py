"""`[links]` of the manifest: where a learner signs up, enrols, meets others and asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from .records import Record, Text


class Link(Record, frozen=True):
    """An address and what is there."""

    url: str
    title: Text


class Links(Record, frozen=True):
    """`[links]`, in the order in which they are shown. What is not given is not shown."""

    account: Link | None = None
    enrolment: Link | None = None
    study_groups: Link | None = None
    questions: Link | None = None
    prerequisites: Link | None = None

    @property
    def given(self) -> dict[str, Link]:
        """Those that there are, by name."""
        links = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return {name: link for name, link in links if link is not None}


def problems(links: Links) -> Iterator[str]:
    """Yield what types cannot say: addresses that are none, or that nothing protects on their way."""
    for name, link in links.given.items():
        if not _is_sound(link.url):
            yield f"links.{name}: {link.url!r} is not an address that begins with https://"
        if not link.title.en.strip() or not link.title.es.strip():
            yield f"links.{name}: the title must not be empty"


def _is_sound(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    named = host is not None and re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host) is not None
    return parts.scheme == "https" and named and "@" not in parts.netloc and re.fullmatch(r"[!-~]+", url) is not None
