"""What an official record says of a final project: accepted, or exactly what is missing and how to mend it."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from smol_grade.messages import say
from smol_grade.records import Language

from ..schema import NOBODYS
from .model_texts import known

Lacking = tuple[str, ...] | msgspec.UnsetType


def project_texts(lacks: Lacking, *, counts: bool, model: str, unit: str, language: Language) -> list[str]:
    """Return sentences, what is missing as items of a list (`- …`); none where nobody looked for a project.

    `unit` is the alias of the unit with which it is handed in. `model` is a text of a stranger.
    """
    if lacks is msgspec.UNSET:
        return []
    if not lacks:
        return [say(language, f"official_project.{'accepted' if counts else 'whole'}")]
    found = [say(language, "official_project.lacking"), *(f"- {lack}" for lack in lacking(lacks, language))]
    if model.startswith(NOBODYS):  # nobody can mend it
        return found
    return [*found, say(language, "official_project.fix", model=model, unit=unit)]


def lacking(codes: Collection[str], language: Language) -> list[str]:
    """Return what is missing in words; a later program's code stands for itself."""
    return [known(language, f"lacks.{code}", code) for code in codes]
