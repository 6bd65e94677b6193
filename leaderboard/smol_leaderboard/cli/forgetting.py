"""`smol-leaderboard forget`: a person withdraws from the board."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from smol_grade.cli import output
from smol_grade.cli.progress import changing_line
from smol_grade.messages import say
from smol_grade.records import Language

from ..keys import load
from ..store import hub_id
from ..withdrawing_errors import NotConfirmed, NotOnThisBoard
from .operating import BOARD_S, Place, Work, opened

if TYPE_CHECKING:
    from ..withdrawing import Desk, Found, Leaving

NOT_WANTED = 1
WHY = "its holder has withdrawn"
"""The reason of a revocation."""
STEPS = {
    "requests": "withdraw.step_requests",
    "records": "withdraw.step_records",
    "own": "withdraw.step_own",
    "board": "withdraw.step_board",
    "history": "withdraw.step_history",
}


def forget(place: Place, language: Language, user: str, *, revoke: bool, sure: bool) -> int:
    """Show what will go and what stays, ask, and forget; return the exit code.

    Whom a killed program was forgetting is forgotten first, without being asked for again.
    """
    from .. import withdrawing

    with opened(place, language) as work:
        keys = load(work.office.keys)
        begun = withdrawing.pending(work.office)
        desk = _desk(work, revoke=revoke or (begun is not None and begun.revoke))
        if begun is not None:
            output.note(say(language, "withdraw.goes_on", subject=begun.subject[:16]))
            _carry_out(desk, begun, language)
        work.publish(desk.outbox)
        with changing_line() as show:
            try:
                found = withdrawing.find(
                    desk,
                    keys,
                    user,
                    lambda done, all_: show(say(language, "withdraw.reading", number=done, total=all_)),
                )
            except NotOnThisBoard:
                if begun is None or user.casefold() not in {one.casefold() for one in (begun.subject, *begun.names)}:
                    raise
                return 0
        if not found.traces.changes and begun is not None and found.subject == begun.subject:
            return 0
        _show(found, work.where, language, revoke=revoke)
        if not sure and not _agreed(language):
            output.note(say(language, "withdraw.left"))
            return NOT_WANTED
        _carry_out(desk, withdrawing.begin(desk, keys, found, user, revoke=revoke), language)
    return 0


def _revoker(work: Work) -> Callable[[str], object]:
    """Return what revokes all certificates of a subject; raise where nobody can sign that, before anything is done."""
    from ..revoking import revoke_all
    from .issuer_keeping import signer_of

    signer = signer_of(work)
    return lambda subject: revoke_all(work.store, subject, WHY, signer, bucket=work.bucket(), waiting=work.patience())


def _desk(work: Work, *, revoke: bool) -> Desk:
    from ..board.rebuild import rebuild
    from ..store import open_inbox
    from ..withdrawing import Desk

    def board() -> object:
        patience = work.patience(BOARD_S)
        return rebuild(work.store, work.office.board_state, anew=True, bucket=work.bucket(), patience=patience)

    return Desk(
        work.store,
        open_inbox(work.where),
        work.office,
        work.outbox(),
        board,
        revoke=_revoker(work) if revoke else None,
        bucket=work.bucket(),
        waiting=work.patience(),
    )


def _carry_out(desk: Desk, leaving: Leaving, language: Language) -> None:
    from .. import withdrawing

    try:
        with changing_line() as show:
            links = withdrawing.carry_out(desk, leaving, lambda step: show(say(language, STEPS[step])))
    except BaseException:
        output.note(say(language, "withdraw.unfinished"))
        raise
    output.write_wrapped(say(language, "withdraw.done", subject=leaving.subject[:16]))
    if hub_id(desk.store.name):
        output.write_wrapped(say(language, "withdraw.beyond_hub", count=len(links)))
        for link in links:
            output.write(f"  {output.harmless(link)}")
    output.write_wrapped(say(language, "withdraw.beyond"))


def _show(found: Found, board: str, language: Language, *, revoke: bool) -> None:
    """Say what goes and what stays."""
    there = found.traces
    fields = {
        "name": found.name or "-",
        "subject": found.subject,
        "board": board,
        "packages": there.packages,
        "models": len(there.models),
        "projects": there.projects,
        "certificates": there.certificates,
        "records": there.records,
    }
    output.write_wrapped(output.harmless(say(language, "withdraw.goes", **fields)))
    output.write_wrapped(say(language, "withdraw.stays", **fields))
    if there.certificates:
        output.write_wrapped(say(language, "withdraw.revoked" if revoke else "withdraw.not_revoked"))


def _agreed(language: Language) -> bool:
    """Ask on a terminal; raise `NotConfirmed` where there is none."""
    if not (sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()):
        raise NotConfirmed()
    import typer

    return typer.confirm(say(language, "withdraw.ask"), default=False, err=True)
