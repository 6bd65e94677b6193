"""`smol-leaderboard certify`, `revoke`: issuing certificates and taking them back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from smol_grade.cli import output
from smol_grade.cli.progress import changing_line
from smol_grade.messages import say
from smol_grade.records import Language

from ..certificate_errors import NoSuchCertificate, PracticeBoard, WhoAgain
from ..credential import IDENTIFIER
from ..issuing import Issuer, Outcome, People, Wanted
from .issuer_keeping import signer_of
from .operating import Place, Work, opened, visible

if TYPE_CHECKING:
    from ..holdings import Holding
    from ..revoking import Book

SHORTFALL = 1
SHOWN = ("issued", "unnamed", "unfounded", "withdrawn", "revoked", "there", "missing")
"""In this order: what happened or needs somebody comes first."""
NEEDS_SOMEBODY = {"unnamed": "issuing.about_unnamed", "unfounded": "issuing.about_unfounded"}


def certify(place: Place, language: Language, wanted: Wanted, *, dry_run: bool) -> int:
    """Issue what was earned and report; return the exit code: 1 where the course team has to look at something."""
    if wanted.again and not wanted.users:
        raise WhoAgain
    with opened(place, language) as work, changing_line() as show:
        if work.settings.practice:
            raise PracticeBoard
        signer = signer_of(work)
        show(say(language, "issuing.reading"))
        people = People(work.store, lambda done, all_: show(say(language, "issuing.names", number=done, total=all_)))
        issuer = Issuer(work.store, work.ledger(), people, signer, wanted)
        done = issuer.look() if dry_run else issuer.run(bucket=work.bucket(), waiting=work.patience())
    output.write(table(done, language, full=bool(wanted.users)))
    count = {what: sum(one.what == what for one in done) for what in SHOWN}
    output.write_wrapped(say(language, "issuing.would" if dry_run else "issuing.did", **count))
    for what, key in NEEDS_SOMEBODY.items():
        if count[what]:
            output.note(say(language, key))
    return SHORTFALL if any(count[what] for what in NEEDS_SOMEBODY) else 0


def table(done: Iterable[Outcome], language: Language, *, full: bool) -> str:
    """Return a line for each certificate of each person; those that are only missing conditions if `full`."""
    lines = []
    for one in sorted(done, key=lambda one: SHOWN.index(one.what)):
        if one.what != "missing" or full:
            who = visible(one.user) or one.subject[:16]
            what = say(language, f"issuing.{one.what}", count=one.missing)
            lines.append(f"{who:<24} {one.certificate:<14} {what} {one.id}".rstrip())
    return "\n".join(lines)


def revoke(place: Place, language: Language, who: str, reason: str, certificate: str) -> int:
    """Revoke a certificate by id, or a person's; return the exit code."""
    from ..revoking import revoke as take_back
    from ..statuses import checked_reason

    checked_reason(reason)
    with opened(place, language) as work:
        chosen = _chooser(work, who, certificate)
        done = take_back(work.store, chosen, reason, signer_of(work), bucket=work.bucket(), waiting=work.patience())
    for one in done:
        output.write(say(language, "issuing.taken_back", id=one.id, certificate=visible(one.certificate)))
    if not done:
        output.write_wrapped(say(language, "issuing.taken_back_before"))
    return 0


class _Chooser:
    """Finds the certificates that are meant: of an id, or of the people of a name."""

    def __init__(self, who: str, certificate: str, subjects: Iterable[str]) -> None:
        self._who = who
        self._certificate = certificate
        self._subjects = list(subjects)

    def __call__(self, book: Book) -> list[Holding]:
        found = [one for subject in self._subjects for one in book.holdings.of(subject, self._certificate)]
        one = book.holdings.find(_identifier(self._who))
        if one is not None and self._certificate in ("", one.certificate):
            found.append(one)
        if not found:
            raise NoSuchCertificate(self._who)
        return found


def _chooser(work: Work, who: str, certificate: str) -> _Chooser:
    if _identifier(who):
        return _Chooser(who, certificate, ())
    names = People(work.store).names(work.store.head())
    asked = who.casefold()
    subjects = [subject for subject, name in names.items() if name.casefold() == asked]
    return _Chooser(who, certificate, dict.fromkeys([*subjects, asked]))


def _identifier(who: str) -> str:
    """Return a certificate's id however it is written, empty for what is none."""
    plain = who.strip().removeprefix("urn:uuid:").replace("-", "").lower()
    return plain if IDENTIFIER.fullmatch(plain) else ""
