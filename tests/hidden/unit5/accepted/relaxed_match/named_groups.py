# Accepted: a regular expression with named groups, and floats.
# source: stub
"""Is an answer about a chart close enough?"""

import re

NUMBER = re.compile(
    r"(?P<lead>[+−-]?[$]?|[$][+−-])"
    r"(?P<digits>[0-9]+(?:,[0-9]+)*(?:[.][0-9]*)?|[.][0-9]+)"
    r"\s*(?P<percent>%?)"
)


def _number(text: str) -> tuple[float, bool] | None:
    match = NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    value = float(match["digits"].replace(",", ""))
    if "-" in match["lead"] or "−" in match["lead"]:
        value = -value
    return value, bool(match["percent"])


def _close(p: float, g: float, tolerance: float) -> bool:
    if g == 0:
        return p == 0
    return abs(p - g) <= tolerance * abs(g)


def relaxed_match(prediction: str, gold: str, tolerance: float = 0.05) -> bool:
    """Return whether a prediction is the gold answer, give or take a tolerance where both are numbers."""
    if not isinstance(prediction, str) or not isinstance(gold, str):
        raise TypeError("prediction and gold must be str")
    if tolerance < 0:
        raise ValueError("tolerance is negative")
    p, g = _number(prediction), _number(gold)
    if p is None and g is None:
        return prediction.strip().lower() == gold.strip().lower()
    if p is None or g is None:
        return False
    (p, p_percent), (g, g_percent) = p, g
    if _close(p, g, tolerance):
        return True
    if p_percent and not g_percent:
        return _close(p / 100, g, tolerance)
    if g_percent and not p_percent:
        return _close(p, g / 100, tolerance)
    return False
