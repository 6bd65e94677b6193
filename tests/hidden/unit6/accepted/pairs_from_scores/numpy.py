# source: learners
import numpy as np


def pairs_from_scores(prompt, generations, scores, min_margin=1.0):
    if len(generations) != len(scores):
        raise ValueError("lengths")
    if min_margin < 0:
        raise ValueError("margin")
    numbers = np.array([np.nan if s is None or not g.strip() else s for g, s in zip(generations, scores)], dtype=float)
    if np.count_nonzero(~np.isnan(numbers)) < 2:
        return None
    best, worst = int(np.nanargmax(numbers)), int(np.nanargmin(numbers))
    gap = numbers[best] - numbers[worst]
    if gap == 0 or gap < min_margin or generations[best].strip() == generations[worst].strip():
        return None
    return {
        "prompt": [{"role": "user", "content": prompt}],
        "chosen": [{"role": "assistant", "content": generations[best]}],
        "rejected": [{"role": "assistant", "content": generations[worst]}],
        "score_chosen": float(numbers[best]),
        "score_rejected": float(numbers[worst]),
    }
