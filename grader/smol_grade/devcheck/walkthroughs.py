"""What `dev check` asks of a walkthrough: both languages alike, of a length to be read, without a line of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..messages import LANGUAGES
from ..records import Text
from .build import BEGIN, END
from .unwritten import PLACEHOLDER

WORDS = range(90, 221)
LONGEST_OF_ANYBODY = 20
"""Characters of a line of code that may stand in a text: so short a line is many people's."""


def problems(name: str, text: Text | None, solution: str) -> Iterator[str]:
    """Tell what is wrong with an exercise's walkthrough, if there is one."""
    if text is None:
        yield f"{name}: no walkthrough"
        return
    if PLACEHOLDER in text.en + text.es:
        return  # told as such
    counts = [len(re.split(r"\n\s*\n", text.in_language(language).strip())) for language in LANGUAGES]
    if len({*counts}) > 1:
        yield f"{name}: {counts[0]} paragraphs (en), {counts[1]} (es) in the walkthrough"
    for language in LANGUAGES:
        words = text.in_language(language).split()
        if len(words) not in WORDS:
            yield f"{name}: {len(words)} words ({language}) in the walkthrough, not {WORDS[0]} to {WORDS[-1]}"
        said = " ".join(words)
        for line in secret_lines(solution):
            if line in said:
                yield f"{name}: the walkthrough ({language}) tells the line {line!r}"


def secret_lines(solution: str) -> list[str]:
    """Return the lines of a solution's blanks that a text may not hold, white space as in prose."""
    blanks = [part.partition(END)[0] for part in solution.split(BEGIN)[1:]]
    lines = [" ".join(line.split()) for blank in blanks for line in blank.splitlines()]
    return [line for line in lines if len(line) > LONGEST_OF_ANYBODY and not line.startswith(("import ", "from "))]
