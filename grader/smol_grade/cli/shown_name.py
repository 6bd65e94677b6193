"""`submit --name`: what a learner wants to be called on certificates, beside the username."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..messages import say
from ..records import Language
from . import output, submit_errors

if TYPE_CHECKING:
    from msgspec import UnsetType


def chosen(name: str | None) -> str | UnsetType:
    """Return what the request says: the name, an empty one that takes it back, or nothing.

    Raises `NotAShownName`, `NameAsOneSign`.
    """
    from msgspec import UNSET

    from smol_leaderboard.characters import LONGEST_CLUSTER, named, overlong
    from smol_leaderboard.shown_name import LONGEST, cleaned, is_shown_name

    if name is None:
        return UNSET
    kept = cleaned(name)
    if len(kept) <= LONGEST and (one := overlong(kept)):
        raise submit_errors.NameAsOneSign(len(one), LONGEST_CLUSTER, named(one[0]))
    if kept and not is_shown_name(kept):
        raise submit_errors.NotAShownName()
    return kept


def tell(name: str | UnsetType, language: Language) -> None:
    """Say what will be public, before it is."""
    if isinstance(name, str):
        key = "submit.name_shown" if name else "submit.name_taken_back"
        output.write_wrapped(output.harmless(say(language, key, name=name)))
