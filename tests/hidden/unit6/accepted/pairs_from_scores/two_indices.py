# source: stub
from typing import Any


def _message(role, content):
    return [dict(role=role, content=content)]


def pairs_from_scores(
    prompt: str, generations: list[str], scores: list[float | None], min_margin: float = 1.0
) -> dict[str, Any] | None:
    """Return the best and the worst answer to a prompt as a row of preference data, or None where there is no pair."""
    n = len(generations)
    if n != len(scores) or min_margin < 0:
        raise ValueError("lengths differ, or a negative margin")
    hi = lo = None
    for i in range(n):
        score = scores[i]
        if score is None or score != score or generations[i].isspace() or generations[i] == "":
            continue
        if hi is None:
            hi = lo = i
        if score > scores[hi]:
            hi = i
        if score < scores[lo]:
            lo = i
    if hi is None or hi == lo:
        return None
    if scores[hi] - scores[lo] < min_margin or generations[hi].strip() == generations[lo].strip():
        return None
    row = {"prompt": _message("user", prompt)}
    for name, i in (("chosen", hi), ("rejected", lo)):
        row[name] = _message("assistant", generations[i])
        row[f"score_{name}"] = scores[i]
    return row
