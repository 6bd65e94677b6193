"""`smol-leaderboard keys`: the keys that certificates are signed with. The private one is never shown."""

from __future__ import annotations

import os

from smol_grade.cli import output
from smol_grade.messages import say
from smol_grade.records import Language

from .. import key_rotation
from ..certificate_errors import NoIssuer, PracticeBoard
from ..issuer import web_address
from ..issuer_keys import VARIABLE, current
from ..judge.grading import moment
from ..office import ensure_outside
from ..revoking import Signer, read_book
from ..rule_book import read_rules
from ..statuses import address
from ..store import hub_id
from .operating import Place, Work, opened


def new(place: Place, language: Language) -> int:
    """Make the board's first key and publish its public half; return the exit code."""
    with opened(place, language) as work:
        kept = _kept(work)
        key = key_rotation.establish(kept)
    where = VARIABLE if os.environ.get(VARIABLE) else kept.path
    output.write_wrapped(say(language, "issuing.key_made", kid=key.kid, did=kept.did, where=where))
    output.write_wrapped(say(language, "issuing.push_site", link=web_address(kept.did)))
    return 0


def rotate(place: Place, language: Language, compromised: str) -> int:
    """Let a new key sign, or remove one; return the exit code."""
    with opened(place, language) as work:
        kept = _kept(work)
        done = key_rotation.rotate(kept, list_address(work), moment(), compromised.rpartition("#")[2])
    if done.signs:
        output.write_wrapped(say(language, "issuing.key_rotated", kid=done.signs, where=kept.path))
    if done.removed:
        output.write_wrapped(say(language, "issuing.key_removed", kid=done.removed))
    output.write_wrapped(say(language, "issuing.push_site", link=web_address(kept.did)))
    return 0


def show(place: Place, language: Language) -> int:
    """Show the issuer and its keys; return the exit code."""
    with opened(place, language) as work:
        kept = _kept(work)
        book = read_book(work.store, work.store.head(), kept.did)
        signing = current(work.office.issuer_key).kid if _is_here(work) else ""
    link = web_address(kept.did)
    output.write(say(language, "issuing.issuer", did=kept.did, link=link))
    if book is None:
        output.write_wrapped(say(language, "issuing.no_keys"))
        return 1
    for key in book.keys:
        count = sum(one.kid == key.kid for one in book.holdings.certificates)
        name = "issuing.key_signs" if key.kid == signing else "issuing.key_verifies"
        output.write(say(language, name, kid=key.kid, count=count))
    if signing not in {key.kid for key in book.keys}:
        output.write_wrapped(say(language, "issuing.no_key_here", where=kept.path, variable=VARIABLE))
        return 1
    return 0


def signer_of(work: Work) -> Signer:
    """Return who signs for a board now; raise `NoIssuerKey` and what is wrong with the key's file."""
    ensure_outside(work.office.issuer_key, work.where)
    return Signer(current(work.office.issuer_key), list_address(work), moment())


def list_address(work: Work) -> str:
    """Return how a new status list of a board names itself: a folder is a copy of the course's own data set."""
    from smol_grade.course import load_course
    from smol_grade.locate import course_files

    return address(hub_id(work.where) or load_course(course_files()).board.repo)


def _kept(work: Work) -> key_rotation.Place:
    rules = read_rules(work.store)
    if rules.practice:
        raise PracticeBoard
    if rules.issuer is None:
        raise NoIssuer
    ensure_outside(work.office.issuer_key, work.where)
    return key_rotation.Place(work.store, rules.issuer.did, work.office.issuer_key, work.bucket(), work.patience())


def _is_here(work: Work) -> bool:
    return bool(os.environ.get(VARIABLE)) or os.path.lexists(work.office.issuer_key)
