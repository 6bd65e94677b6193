# Accepted: one verbose pattern for the whole verdict line, and a flag for the first line.
# source: stub
"""Exercise 6.2: the score and the reason in what a judging model wrote."""

import re

VERDICT = re.compile(
    r"""
    [\s*]* (?: (?P<label> score | rating ) [\s*]* : [\s*]* )?
    (?: \[\[ (?P<a> \d+ (?: \.\d+ )? ) \]\] | (?P<b> \d+ (?: \.\d+ )? ) ) [\s*]*
    (?: / [\s*]* (?P<scale> \d+ (?: \.\d+ )? ) [\s*]* )?
    (?: [-\u2013\u2014:] (?P<reason> \s .* )? )?
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def parse_judge(text: str, lo: float = 1, hi: float = 5) -> dict[str, str | float] | None:
    """Return the score and the rationale that a judge gives, or None."""
    if not isinstance(text, str):
        raise TypeError("text must be a str")
    if lo > hi:
        raise ValueError("lo is greater than hi")
    lines = text.split("\n")
    first = True
    for i, line in enumerate(lines):
        if not line.strip():
            continue
        match = VERDICT.fullmatch(line)
        if match and (first or match["label"]):
            break
        first = False
    else:
        return None
    score = float(match["a"] or match["b"])
    if not lo <= score <= hi:
        return None
    if match["scale"] and float(match["scale"]) != hi:
        return None
    parts = ["\n".join(lines[:i]), match["reason"] or "", "\n".join(lines[i + 1 :])]
    return {"score": score, "rationale": "\n".join(part.strip() for part in parts if part.strip())}
