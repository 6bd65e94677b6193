# mistake: nan takes part
# hint: unscored
# source: stub
from typing import Any


def pairs_from_scores(
    prompt: str, generations: list[str], scores: list[float | None], min_margin: float = 1.0
) -> dict[str, Any] | None:
    """Return the best and the worst answer to a prompt as a row of preference data, or None where there is no pair."""
    if len(generations) != len(scores):
        raise ValueError("as many scores as generations, please")
    if min_margin < 0:
        raise ValueError("min_margin must be 0 or more")
    scored = [
        (score, answer)
        for answer, score in zip(generations, scores)
        if score is not None and answer.strip()
    ]
    if len(scored) < 2:
        return None
    best_score, best = max(scored, key=lambda pair: pair[0])
    worst_score, worst = min(scored, key=lambda pair: pair[0])
    if not (best_score > worst_score and best_score - worst_score >= min_margin):
        return None
    if best.strip() == worst.strip():
        return None
    return {
        "prompt": [{"role": "user", "content": prompt}],
        "chosen": [{"role": "assistant", "content": best}],
        "rejected": [{"role": "assistant", "content": worst}],
        "score_chosen": best_score,
        "score_rejected": worst_score,
    }
