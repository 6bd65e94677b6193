"""From the board's records to certificates: who has earned one and has none is given it, once.

A certificate, its entry in the index and the status list are written in one commit, made of the revision that it
replaces: a program that is killed, or overtaken by another, has issued all of it or nothing, and the next one goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, NamedTuple

import msgspec

from . import layout
from .budget import Bucket
from .certificate_errors import NoIssuer, NoSuchKind, PracticeBoard
from .certify import Standing, counted, standing
from .credential import Evidence, Holder, Status, build, certificate_file, new_identifier, rules_sha256, sign
from .errors import NobodyThere
from .holdings import SHORT, Holding, holding_of
from .ledger import Ledger
from .publish import Waiting, commit_derived
from .revoking import Book, Signer, ensure_published, read_book, status_files
from .rule_book import decoded_rules, read_rules
from .rule_words import rule_in_words
from .rules import Rules
from .schema import Person, canonical
from .shown_name import newest
from .statuses import Revocation, draw
from .store import Store

AT_ONCE = 8
"""Names that are read at a time: from the Hub each one is a request or two."""
BATCH = 500
"""Certificates of one commit at most."""
UNFOUNDED = "the records that it rested on were replaced, and those that are there now do not imply it"

What = Literal["issued", "there", "missing", "revoked", "unnamed", "unfounded", "withdrawn"]


class Wanted(NamedTuple):
    """What is asked for."""

    users: tuple[str, ...] = ()
    """Names; none: everybody."""
    certificate: str = ""
    """Slug; empty: all of them."""
    again: bool = False
    """Issue anew what was revoked."""
    revoke_unfounded: bool = False


class Outcome(NamedTuple):
    """How one person stands with one certificate."""

    user: str
    """Text of a stranger; empty for somebody without an entry in `people/`."""
    subject: str
    certificate: str
    what: What
    missing: int = 0
    """Conditions that are not met."""
    id: str = ""
    """Of the certificate, where there is one."""


class Version(NamedTuple):
    """Rules as they were published."""

    rules: Rules
    name: str
    """SHA-256."""
    content: bytes


class People:
    """The names of those who are on the board, each read once."""

    def __init__(self, store: Store, on_file: Callable[[int, int], None] = lambda _done, _all: None) -> None:
        self._store = store
        self._on_file = on_file
        self._known: dict[tuple[str, str], str] = {}

    def names(self, revision: str) -> dict[str, str]:
        """Return subject -> name at a revision. What is no entry of a person names nobody. Raises `StoreError`."""
        listed = [one for one in self._store.files(layout.PEOPLE, revision) if one.path.endswith(".json")]
        new = [one for one in listed if (one.path, one.oid) not in self._known]
        with ThreadPoolExecutor(AT_ONCE) as readers:
            contents = readers.map(lambda one: self._store.read(one.path, revision), new)
            for number, (one, content) in enumerate(zip(new, contents, strict=True), 1):
                self._known[one.path, one.oid] = _name(one.path, content or b"")
                self._on_file(number, len(new))
        return {
            one.path.rpartition("/")[2].removesuffix(".json"): name
            for one in listed
            if (name := self._known[one.path, one.oid])
        }


def _name(path: str, content: bytes) -> str:
    try:
        found = msgspec.json.decode(content, type=Person)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    return found.name if path == layout.person(found.subject) else ""


class Issuer:
    """Issues a board's certificates."""

    def __init__(self, store: Store, ledger: Ledger, people: People, signer: Signer, wanted: Wanted) -> None:
        self._store = store
        self._ledger = ledger
        self._people = people
        self._signer = signer
        self._wanted = wanted
        self._mine = by_subject(ledger)
        self._rules: dict[str, Version | None] = {}
        self._did: dict[tuple[str, str], Outcome] = {}
        """What earlier commits of this run issued or revoked."""

    def look(self) -> tuple[Outcome, ...]:
        """Return what `run` would do, without doing it. Raises as it does."""
        planned, _ = self._plan(self._store.head(), 0)
        return tuple(planned)

    def run(self, *, bucket: Bucket | None = None, waiting: Waiting | None = None) -> tuple[Outcome, ...]:
        """Issue what is to be issued; return how everybody stands who was asked for.

        Raises `PracticeBoard`, `NoRules`, `NoIssuer`, `KeyNotPublished`, `NobodyThere`, `NoSuchKind`, what is wrong
        with the board's files, and the store's errors.
        """
        while True:
            planned = self._commit(bucket, waiting)
            # what a commit in doubt had done all the same is found as `there` by the plan after it
            new = [one for one in planned if one.what in ("issued", "withdrawn")]
            self._did |= {(one.subject, one.certificate): one for one in new}
            if len(new) < BATCH:
                return tuple(self._did.get((one.subject, one.certificate), one) for one in planned)

    def _commit(self, bucket: Bucket | None, waiting: Waiting | None) -> list[Outcome]:
        planned: list[Outcome] = []

        def changes(parent: str) -> dict[str, bytes]:
            planned[:], files = self._plan(parent, BATCH)
            return files

        commit_derived(self._store, changes, "Certificates", bucket=bucket, waiting=waiting)
        return planned

    def _plan(self, revision: str, most: int) -> tuple[list[Outcome], dict[str, bytes]]:
        """Return how everybody stands and the files that change it, for `most` certificates."""
        rules = read_rules(self._store, revision)
        if rules.practice:
            raise PracticeBoard
        if rules.issuer is None:
            raise NoIssuer
        content = self._store.read(layout.RULES, revision) or b""
        book = ensure_published(read_book(self._store, revision, rules.issuer.did), self._signer.key)
        draft = _Draft(book, Version(rules, rules_sha256(content), content), self._signer, most)
        self._rules[draft.version.name] = draft.version
        names = self._people.names(revision)
        outcomes = [
            self._decide(draft, subject, names.get(subject, ""), slug)
            for subject in self._subjects(names)
            for slug in self._slugs(rules)
        ]
        return outcomes, draft.files()

    def _subjects(self, names: dict[str, str]) -> list[str]:
        if not self._wanted.users:
            return sorted(self._mine, key=lambda subject: (names.get(subject, "").casefold(), subject))
        found = []
        for user in self._wanted.users:
            of_name = [subject for subject, name in names.items() if user.casefold() in (name.casefold(), subject)]
            if not of_name:
                raise NobodyThere(user)
            found += sorted(of_name)
        return list(dict.fromkeys(found))

    def _slugs(self, rules: Rules) -> list[str]:
        known = [rule.slug for rule in rules.certificates]
        if self._wanted.certificate and self._wanted.certificate not in known:
            raise NoSuchKind(self._wanted.certificate, ", ".join(known))
        return [self._wanted.certificate] if self._wanted.certificate else known

    def _decide(self, draft: _Draft, subject: str, user: str, slug: str) -> Outcome:
        mine = self._mine.get(subject, {})
        before = draft.book.holdings.of(subject, slug)
        valid = [one for one in before if draft.book.is_valid(one, self._signer.at)]
        if valid:
            return self._keep(draft, valid, Outcome(user, subject, slug, "there", id=valid[-1].id))
        now = standing(mine.values(), draft.version.rules, slug)
        if not now.met:
            return Outcome(user, subject, slug, "missing", len(now.missing))
        if before and draft.book.is_revoked(before[-1]) and not self._wanted.again:
            return Outcome(user, subject, slug, "revoked", id=before[-1].id)
        if not user:
            return Outcome(user, subject, slug, "unnamed")
        return self._issue(draft, draft.version, now, Outcome(user, subject, slug, "issued"))

    def _issue(self, draft: _Draft, version: Version, now: Standing, made: Outcome) -> Outcome:
        if not draft.has_room:
            return made
        mine = self._mine[made.subject]
        holder = Holder(made.subject, made.user, newest(self._ledger.requests.values(), made.subject))
        return made._replace(id=draft.issue(holder, version, now, [mine[one] for one in now.evidence], self._ledger))

    def _keep(self, draft: _Draft, valid: list[Holding], there: Outcome) -> Outcome:
        """Look whether what is there still has its ground, by the rules that it was issued under.

        Where records were replaced by others that imply it as well, it is issued again with those: whoever verifies the
        earlier one finds records that count no more.
        """
        mine = self._mine.get(there.subject, {}).values()
        versions = {one.id: self._version(one.rules) for one in valid}
        unfounded = [
            one
            for one in valid
            # rules that are not there any more cannot be held against anybody
            if (version := versions[one.id]) and not standing(mine, version.rules, one.certificate).met
        ]
        if unfounded:
            if self._wanted.revoke_unfounded:
                for one in unfounded:
                    draft.revoke(one)
            return there._replace(what="withdrawn" if self._wanted.revoke_unfounded else "unfounded")
        newest = versions[valid[-1].id]
        if newest is None or not there.user or set(valid[-1].evidence) <= {one.id[:SHORT] for one in counted(mine)}:
            return there
        now = standing(mine, newest.rules, there.certificate)
        return self._issue(draft, newest, now, there._replace(what="issued", id=""))

    def _version(self, name: str) -> Version | None:
        if name not in self._rules:
            content = self._store.read(layout.rules_at(name))
            found = Version(decoded_rules(content, self._store.name), name, content) if content is not None else None
            self._rules[name] = found
        return self._rules[name]


class _Draft:
    """The files of one commit."""

    def __init__(self, book: Book, version: Version, signer: Signer, most: int) -> None:
        self.book = book
        self.version = version
        self._signer = signer
        self._most = most
        self._taken = {one.bit for one in book.holdings.certificates} | book.bits
        self._new: list[Holding] = []
        self._files: dict[str, bytes] = {}
        self._revoked: dict[str, Revocation] = {}

    @property
    def has_room(self) -> bool:
        return len(self._new) < self._most

    def issue(
        self, holder: Holder, version: Version, now: Standing, records: Collection[Evidence], ledger: Ledger
    ) -> str:
        bit = draw(self._taken)
        identifier = new_identifier()
        url = self.book.listed.url if self.book.listed is not None else self._signer.url
        claims = build(
            identifier=identifier,
            rules=version.rules,
            certificate=now.certificate,
            holder=holder,
            records=sorted(records, key=lambda record: record.id),
            criteria="\n".join(rule_in_words(version.rules, now.certificate, "en")),
            status=Status(url, bit),
            at=self._signer.at,
            rules_name=version.name,
        )
        credential = sign(claims, self._signer.key)
        lines = [ledger.line_of(record.id) for record in records]
        self._files[layout.rules_at(version.name)] = version.content
        self._files[layout.certificate(identifier)] = certificate_file(credential, lines, version.content)
        self._new.append(holding_of(credential))
        self._taken.add(bit)
        return identifier

    def revoke(self, one: Holding) -> None:
        self._revoked[one.id] = Revocation(bit=one.bit, at=self._signer.at, reason=UNFOUNDED)

    def files(self) -> dict[str, bytes]:
        issued = self._new or self.book.holdings.certificates
        anew = bool(issued) and self.book.listed is None
        files = status_files(self.book, self._revoked, self._signer, anew=anew)
        if self._new:
            files |= self._files
            files[layout.CERTIFICATE_INDEX] = canonical(self.book.holdings.with_(self._new))
        return files


def by_subject(ledger: Ledger) -> dict[str, dict[str, Evidence]]:
    """Return the results of each subject, by id."""
    found: dict[str, dict[str, Evidence]] = {}
    for record in results(ledger):
        found.setdefault(record.subject, {})[record.id] = record
    return found


def results(ledger: Ledger) -> Iterator[Evidence]:
    """Yield every result that is on the board, of learners and references, superseded ones too."""
    yield from ledger.grades.values()
    yield from ledger.quizzes.values()
    yield from ledger.evaluations.values()
