"""The number that ties a submitted model to its repository: told to the learner, or written into the card."""

from __future__ import annotations

import sys

from ..errors import SmolGradeError, UsageError
from ..messages import say
from ..records import Language
from . import output
from .progress import changing_line


class NeedsModel(UsageError):
    """--write-card without a model."""

    key = "nonce.needs_model"


def issue(model: str, kept: str, language: Language) -> str:
    """Return the number of a model, the one that was issued before or a new one, and tell it."""
    from smol_leaderboard.outgoing import new_nonce

    nonce = kept or new_nonce()
    key = "nonce.kept" if kept else "nonce.issued"
    output.write_wrapped(output.harmless(say(language, key, nonce=nonce, model=model)))
    return nonce


def foretell(model: str, kept: str, language: Language, *, write: bool) -> None:
    """Say which number a model's card must hold, and what would be written into it, before anything is sent."""
    if kept:
        output.write_wrapped(output.harmless(say(language, "nonce.kept", nonce=kept, model=model)))
        output.write(f"smol_course:\n  nonce: {kept}")
    else:
        output.write_wrapped(output.harmless(say(language, "nonce.not_yet", model=model)))
    if write:
        output.write_wrapped(output.harmless(say(language, "nonce.would_write", model=model)))


def put_in_card(model: str, nonce: str, language: Language, *, write: bool, may_ask: bool) -> None:
    """Write the number into the card on the Hub if that is wanted, else say how it gets there.

    Without `write` it is asked for, on a terminal and where a login is known (`may_ask`). What goes wrong is told and
    stops nothing: the submission does not depend on it.
    """
    if write or (may_ask and _agreed(model, language)):
        try:
            _write(model, nonce, language)
        except SmolGradeError as error:
            why = say(language, error.key, **error.fields)
            output.note(output.harmless(say(language, "nonce.not_written", model=model, why=why)))
        else:
            return
    output.write_wrapped(output.harmless(say(language, "nonce.how", model=model, nonce=nonce)))
    output.write(f"smol_course:\n  nonce: {nonce}")


def _agreed(model: str, language: Language) -> bool:
    if not (sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    import typer

    return typer.confirm(output.harmless(say(language, "nonce.ask", model=model)), default=False, err=True)


def _write(model: str, nonce: str, language: Language) -> None:
    from smol_leaderboard.card_repair import with_nonce
    from smol_leaderboard.store.hub_card import change_card

    with changing_line() as show:
        show(say(language, "check.asking"))
        revision = change_card(model, lambda text: with_nonce(text, nonce))
    key = "nonce.written" if revision else "nonce.there"
    output.write_wrapped(output.harmless(say(language, key, model=model, revision=revision[:12])))
