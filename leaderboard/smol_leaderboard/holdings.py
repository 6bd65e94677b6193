"""Which certificates were issued: `certificates/index.json`, written together with each of them.

An entry stays when its file is deleted, so that its place in the status list is never given to another one. It names
nobody: the subject is how records name the holder.
"""

from __future__ import annotations

import re

import msgspec

from . import layout
from .certificate_errors import BadCertificate
from .credential import IDENTIFIER, read_certificate, said
from .schema import SCHEMA_VERSION, Struct
from .store import Store

SHORT = 16
FILE = re.compile(rf"certificates/[0-9a-f]{{2}}/(?P<id>{IDENTIFIER.pattern})\.json")


class Holding(Struct, frozen=True, kw_only=True):
    """One certificate that was issued."""

    id: str
    subject: str
    certificate: str
    """Slug."""
    bit: int
    """Its place in the status list."""
    kid: str
    """The key that signed it."""
    rules: str
    """SHA-256 of the rules that it was issued under."""
    evidence: tuple[str, ...]
    """The first 16 digits of the records that it rests on."""
    issued_at: str
    expires_at: str = ""
    """Empty: never."""


class Holdings(Struct, frozen=True, kw_only=True):
    """The file, sorted by id."""

    schema_version: int = SCHEMA_VERSION
    certificates: tuple[Holding, ...] = ()

    def of(self, subject: str, certificate: str = "") -> tuple[Holding, ...]:
        """Return the certificates of a subject, all or those of one slug, the newest last."""
        mine = [one for one in self.certificates if one.subject == subject and certificate in ("", one.certificate)]
        return tuple(sorted(mine, key=lambda one: (one.issued_at, one.id)))

    def paths_of(self, subject: str) -> tuple[str, ...]:
        """Return where the certificates of a subject lie. They name the holder."""
        return tuple(layout.certificate(one.id) for one in self.of(subject))

    def find(self, identifier: str) -> Holding | None:
        """Return the certificate of an id."""
        return next((one for one in self.certificates if one.id == identifier), None)

    def with_(self, new: list[Holding]) -> Holdings:
        """Return these and further ones."""
        return Holdings(certificates=tuple(sorted((*self.certificates, *new), key=lambda one: one.id)))


def read_holdings(store: Store, revision: str) -> Holdings:
    """Return which certificates a board issued, by its index; where that got lost, by the files themselves.

    Raises `BadCertificate` and `StoreError`.
    """
    content = store.read(layout.CERTIFICATE_INDEX, revision)
    if content is None:
        return Holdings().with_(_of_files(store, revision))
    try:
        found = msgspec.json.decode(content, type=Holdings)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadCertificate(f"{layout.CERTIFICATE_INDEX}: {error}"[:300]) from error
    if found.schema_version != SCHEMA_VERSION:
        raise BadCertificate(f"{layout.CERTIFICATE_INDEX} is of another version")
    return found


def holding_of(credential: str) -> Holding:
    """Return the entry of a credential of ours; raise `BadCertificate`."""
    found = said(credential)
    return Holding(
        id=found.identifier,
        subject=found.holder.subject,
        certificate=found.certificate,
        bit=found.bit,
        kid=found.kid,
        rules=found.rules,
        evidence=tuple(one[:SHORT] for one in found.evidence),
        issued_at=found.issued_at,
        expires_at=found.expires_at,
    )


def _of_files(store: Store, revision: str) -> list[Holding]:
    paths = [listed.path for listed in store.files(layout.CERTIFICATES, revision) if FILE.fullmatch(listed.path)]
    return [holding_of(read_certificate(store.read(path, revision) or b"").credential) for path in paths]
