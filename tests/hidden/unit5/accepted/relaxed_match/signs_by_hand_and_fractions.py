# Accepted: reads sign by sign without a regular expression, and computes with fractions.
# source: stub
"""Is an answer about a chart close enough?"""

from fractions import Fraction

DIGITS = set("0123456789")
SIGNS = {"+": 1, "-": -1, "\N{MINUS SIGN}": -1}


def read(text):
    """The number as (value, has a percent sign), read sign by sign; None if it is no number."""
    rest = text.strip()
    percent = rest.endswith("%")
    if percent:
        rest = rest[:-1].rstrip()
    sign, seen = 1, set()
    while rest and (rest[0] == "$" or rest[0] in SIGNS):
        kind = "dollar" if rest[0] == "$" else "sign"
        if kind in seen:
            return None
        seen.add(kind)
        sign *= SIGNS.get(rest[0], 1)
        rest = rest[1:]
    whole, _, decimals = rest.partition(".")
    if any(c not in DIGITS for c in decimals):
        return None
    groups = whole.split(",") if whole else []
    if any(not group or set(group) - DIGITS for group in groups):
        return None
    if not groups and not decimals:
        return None
    digits = "".join(groups) + decimals
    return sign * Fraction(int(digits), 10 ** len(decimals)), percent


def relaxed_match(prediction, gold, tolerance=0.05):
    """Return whether a prediction is the gold answer, computed with exact fractions."""
    for text in (prediction, gold):
        if not isinstance(text, str):
            raise TypeError(f"not a str: {text!r}")
    if tolerance < 0:
        raise ValueError("negative tolerance")
    one, two = read(prediction), read(gold)
    if (one is None) != (two is None):
        return False
    if one is None:
        return prediction.lower().strip() == gold.lower().strip()
    pairs = [(one[0], two[0])]
    if one[1] != two[1]:
        pairs.append((one[0] / 100 if one[1] else one[0], two[0] / 100 if two[1] else two[0]))
    return any(p == g or abs(p - g) <= Fraction(str(tolerance)) * abs(g) for p, g in pairs)
