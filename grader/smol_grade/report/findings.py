"""One thing that `doctor` looked at: how it is, in a sentence, and the command that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ..messages import say_sentence
from ..records import Language, Sentence

State = Literal["ok", "limit", "wrong"]


@dataclass(frozen=True)
class Finding:
    """What was found. Nothing stands in it that was not tried."""

    name: str
    """Stable: what was looked at."""
    state: State
    """`limit`: something cannot be done here, practice can; `wrong`: exercises cannot be graded."""
    sentence: Sentence
    fix: str = ""
    """A command."""


def finding_as_json(finding: Finding, language: Language) -> dict[str, Any]:
    """Return a finding for programs; names are stable, the text is in the language."""
    return {
        "name": finding.name,
        "status": finding.state,
        "text": say_sentence(language, finding.sentence),
        "fix": finding.fix or None,
    }
