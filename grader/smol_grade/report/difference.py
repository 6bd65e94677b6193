"""Two texts that should be equal, one above the other, cut to the width of the screen, the first difference marked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from ..records import Evidence
from .visible import visible

SPECIAL = "bold cyan"
ESCAPE = "magenta"


@dataclass(frozen=True)
class Lines:
    """What to print: the two texts, and the column of their first difference."""

    expected: Text
    got: Text
    column: int


def difference_lines(evidence: Evidence, width: int, ellipsis: str) -> Lines:
    """Return both texts cut at the same place, so that the first difference stands in the same column of each."""
    assert evidence.difference is not None
    at = evidence.difference.index - evidence.difference.cut
    left, right = visible(evidence.expected), visible(evidence.got)
    start = at
    room = int(width * 0.6)
    while start > 0 and cell_len("".join(left[start - 1 : at])) <= room:
        start -= 1
    lead = ellipsis if start > 0 or evidence.difference.cut > 0 else ""
    column = cell_len(lead + "".join(left[start:at]))
    tokens = evidence.special_tokens
    return Lines(
        _cut(lead, left, start, width, ellipsis, tokens), _cut(lead, right, start, width, ellipsis, tokens), column
    )


def _cut(lead: str, forms: list[str], start: int, width: int, ellipsis: str, tokens: tuple[str, ...]) -> Text:
    text, used = lead, cell_len(lead)
    for index in range(start, len(forms)):
        more = cell_len(ellipsis) if index < len(forms) - 1 else 0
        if used + cell_len(forms[index]) + more > width:
            text += ellipsis
            break
        text += forms[index]
        used += cell_len(forms[index])
    return marked(text, tokens)


def marked(text: str, tokens: tuple[str, ...]) -> Text:
    """Return a text with special tokens and escapes in colours of their own."""
    styled = Text(text, no_wrap=False, overflow="fold")
    styled.highlight_regex(r"\\(n|t|r|\\|x[0-9a-f]{2}|u[0-9a-f]{4,6})", ESCAPE)
    for token in tokens:
        styled.highlight_regex(re.escape(token), SPECIAL)
    return styled
