# Compares with Fraction, and puts more keys beside the two.
# source: learners
import re
from fractions import Fraction

PART = re.compile(
    r"""[\s*]* (?: (?P<label> score | rating ) [\s*]* : )? [\s*]*
        (?P<open> \[\[ )? (?P<score> \d+ (?: \. \d+ )? ) (?(open) \]\] ) [\s*]*
        (?: / [\s*]* (?P<scale> \d+ (?: \. \d+ )? ) [\s*]* )?
        (?: [:\u2014\u2013-] (?: \s (?P<reason> .* ) )? )?""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def exact(number):
    return Fraction(number) if len(number) < 100 else Fraction(10**100)


def parse_judge(text: str, lo: float = 1, hi: float = 5):
    if not isinstance(text, str):
        raise TypeError("str wanted")
    if lo > hi:
        raise ValueError("empty range")
    lines = text.split("\n")
    full = [i for i, line in enumerate(lines) if line.strip()]
    hits = [(i, PART.fullmatch(lines[i])) for i in full]
    hits = [(i, m) for i, m in hits if m and (i == full[0] or m["label"])]
    if not hits:
        return None
    i, m = hits[0]
    score = exact(m["score"])
    if score < lo or score > hi or (m["scale"] and exact(m["scale"]) != hi):
        return None
    rationale = ""
    for piece in (lines[:i], [m["reason"] or ""], lines[i + 1 :]):
        piece = "\n".join(piece).strip()
        rationale += ("\n" if rationale and piece else "") + piece
    return {"score": float(score), "rationale": rationale, "scale": m["scale"], "line": i}
