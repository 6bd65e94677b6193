"""What a board publishes about certificates, read from its store at one revision."""

from __future__ import annotations

from collections.abc import Callable

from . import layout
from .board.reading import Problem, read_person
from .errors import NobodyThere
from .learner_records import Learner, find_learner, records_of
from .schema import AnyRecord
from .statuses import read_reasons
from .store import Store


class OnStore:
    """`verification.Published` over a store. What is read lies at fixed places; ids in them have a fixed form."""

    def __init__(self, store: Store, on_file: Callable[[int, int], None] = lambda _done, _all: None) -> None:
        self._store = store
        self._head = store.head()
        self._on_file = on_file

    def read(self, path: str) -> bytes | None:
        """Return a file of the board; raise `StoreError`."""
        return self._store.read(path, self._head)

    def certificate(self, identifier: str) -> bytes | None:
        """Return a certificate's file by its id."""
        return self.read(layout.certificate(identifier))

    def rules(self, sha256: str) -> bytes | None:
        """Return a version of the rules."""
        return self.read(layout.rules_at(sha256))

    def records(self, subject: str) -> list[AnyRecord]:
        """Return the results of a learner."""
        try:
            found = find_learner(self._store, subject, self._head, self._on_file)
        except NobodyThere:
            found = Learner(subject, "")
        if found.subject != subject:  # somebody's name is the subject of another
            found = Learner(subject, "")
        return records_of(self._store, found, self._head, self._on_file)

    def person(self, subject: str) -> str:
        """Return how the Hub spells the learner's name, as far as the board knows; empty: it does not."""
        content = self.read(layout.person(subject))
        found = read_person(layout.person(subject), content) if content is not None else None
        return found.name if found is not None and not isinstance(found, Problem) else ""

    def status(self) -> bytes | None:
        """Return the status list."""
        return self.read(layout.STATUS_LIST)

    def reason(self, identifier: str) -> str | None:
        """Return why a certificate was revoked, None if it was not."""
        found = read_reasons(self.read(layout.REASONS)).revoked.get(identifier)
        return found.reason if found is not None else None
