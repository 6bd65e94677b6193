"""Any text as Markdown that shows exactly this text: no link, image, HTML, heading, mention or table cell comes of it.

Written for CommonMark with the tables and bare links of GitHub and of Discourse. Lines of ours never begin with such
a text, so what is special only at the start of a line is left alone.
"""

from __future__ import annotations

import re

from .visible import visible_text

SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$#@]|[.:](?=\S)|(?<=[Ww])\.|!(?=\[)")
"""Dots and colons are those of bare links such as `www.example.com`; to GitHub, `www.` alone is one too."""
CALLS = re.compile(r"@(?=\S)|[#:](?=[\w+-])|(?<![^\W_])GH-(?=\d)", re.IGNORECASE)
"""What begins a mention, a reference to an issue or the name of an emoji, in a text that is already rendered."""
JOINER = "&NoBreak;"
"""An invisible character (U+2060) that comes between; a backslash alone is gone when mentions are looked for."""


def escaped(text: str) -> str:
    """Return Markdown of one line, with whatever is invisible in the text made visible first."""
    joined = CALLS.sub("\\g<0>\0", visible_text(text))  # no NUL of its own is left in a visible text
    return SPECIAL.sub(r"\\\g<0>", joined).replace("\0", JOINER)


def fenced(lines: list[str], info: str = "text") -> str:
    """Return lines of plain text as a code block whose fence is longer than any within; `info` names what it is."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{info}", *lines, fence])
