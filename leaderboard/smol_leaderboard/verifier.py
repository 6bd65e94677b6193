"""Verifying with what this machine has: a board, the issuer's site, a copy of the issuer's keys, or none of these."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from smol_grade.schedule import MOMENT

from . import issuer_site, layout
from .certificate_errors import BadIssuer
from .errors import NoStore, StoreError
from .findings import Fields, Finding, Unchecked, Verification
from .issuer import PublicKey, read_document
from .kept_issuers import Kept, keep, kept_of
from .published import OnStore
from .store import hub_id, open_store
from .verification import Trust
from .verifying import verify


class Asked(NamedTuple):
    """What a verification may use."""

    board: str
    """A folder or a Hub id; nothing is asked of it when `offline`."""
    did: str
    """The issuer who is trusted; empty: nobody."""
    folder: Path
    """Where copies of issuers' keys are kept."""
    offline: bool = False
    copy: bytes | None = None
    """A DID document that the reader gives."""
    copy_name: str = ""


class Verifier:
    """Verifies certificates; the board and the issuer's keys are read once."""

    def __init__(
        self,
        asked: Asked,
        on_file: Callable[[int, int], None] = lambda _done, _all: None,
        site: Callable[[str], bytes | None] | None = None,
    ) -> None:
        """Read what is needed of the board and of the issuer's site; raise `NoStore`."""
        self._asked = asked
        self._site = site or issuer_site.fetch
        self._document: bytes | None = None
        self.board: OnStore | None = None
        self._trust: Trust | Finding
        try:
            if not asked.offline:
                self.board = OnStore(open_store(asked.board), on_file)
            self._trust = self._find_trust()
        except NoStore:
            raise
        except StoreError as error:
            self._trust = Unchecked("board_failed", problem=str(error.fields.get("problem", "")))
        except Finding as found:
            self._trust = found

    def verify(
        self, content: bytes, tell: Callable[[str], None] = lambda _step: None, now: datetime.datetime | None = None
    ) -> Verification:
        """Verify a certificate's file or a bare credential. Raises `NoVerifyExtra`."""
        moment = now or datetime.datetime.now(datetime.UTC)
        found = verify(content, self._trust, self.board, moment, tell)
        if self._document is not None and found.step("signature").state == "passed":
            kept = Kept(
                did=self._asked.did,
                at=moment.strftime(MOMENT),
                source=self._asked.board,
                document=self._document.decode("utf-8"),
            )
            keep(self._asked.folder, kept)
        return found

    def _find_trust(self) -> Trust:
        if not self._asked.did:
            raise Unchecked("issuer_none")
        return self._from_copy() if self.board is None else self._from_board(self.board)

    def _from_copy(self) -> Trust:
        asked = self._asked
        if asked.copy is not None:
            return Trust(
                asked.did, self._keys(asked.copy, "issuer_file_form"), "issuer_file", {"file": asked.copy_name}
            )
        kept = kept_of(asked.folder, asked.did)
        if kept is None:
            raise Unchecked("issuer_not_kept")
        fields: Fields = {"at": kept.at, "source": kept.source}
        return Trust(asked.did, self._keys(kept.document.encode(), "issuer_form"), "issuer_kept", fields)

    def _from_board(self, board: OnStore) -> Trust:
        asked = self._asked
        content = board.read(layout.ISSUER)
        if content is None:
            raise Unchecked("issuer_missing")
        trust = Trust(asked.did, self._keys(content, "issuer_form"))
        self._document = content
        if asked.copy is not None:
            second = self._keys(asked.copy, "issuer_file_form")
            return trust._replace(code="issuer_board_and_file", fields={"file": asked.copy_name}, site=second)
        if not hub_id(asked.board):  # a folder has no site
            return trust
        published = self._site(asked.did)
        if published is None:
            return trust._replace(code="issuer_site_silent")
        return trust._replace(code="issuer_both", site=self._keys(published, "issuer_site_form"))

    def _keys(self, content: bytes, code: str) -> tuple[PublicKey, ...]:
        try:
            return read_document(content, self._asked.did)[1]
        except BadIssuer as error:
            fields: Fields = {"problem": str(error.fields["problem"])}
            if code == "issuer_file_form":
                fields["file"] = self._asked.copy_name
            raise Unchecked(code, **fields) from None
