# source: learners
import math


def pairs_from_scores(prompt, generations, scores, min_margin=1.0):
    if len(generations) != len(scores):
        raise ValueError("lengths")
    if min_margin < 0:
        raise ValueError("margin")
    pairs = [(s, g) for g, s in zip(generations, scores) if s is not None and not math.isnan(s) and g.strip() != ""]
    if len(pairs) < 2:
        return None
    down = sorted(pairs, key=lambda p: p[0], reverse=True)
    up = sorted(pairs, key=lambda p: p[0])
    (s1, g1), (s2, g2) = down[0], up[0]
    if s1 == s2 or s1 - s2 < min_margin or g1.strip() == g2.strip():
        return None
    return {
        "prompt": [{"role": "user", "content": prompt}],
        "chosen": [{"role": "assistant", "content": g1}],
        "rejected": [{"role": "assistant", "content": g2}],
        "score_chosen": s1,
        "score_rejected": s2,
    }
