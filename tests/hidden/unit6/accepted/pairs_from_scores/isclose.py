# source: learners
import math


def pairs_from_scores(prompt, generations, scores, min_margin=1.0):
    if len(generations) != len(scores):
        raise ValueError("lengths differ")
    if min_margin < 0:
        raise ValueError("min_margin is negative")
    kept = []
    for text, score in zip(generations, scores):
        if score is None or math.isnan(score):
            continue
        if not text.strip():
            continue
        kept.append((score, text))
    if len(kept) < 2:
        return None
    best, chosen = kept[0]
    worst, rejected = kept[0]
    for score, text in kept[1:]:
        if score > best:
            best, chosen = score, text
        if score < worst:
            worst, rejected = score, text
    if best == worst:
        return None
    if best - worst < min_margin and not math.isclose(best - worst, min_margin):
        return None
    if chosen.strip() == rejected.strip():
        return None
    return {
        "prompt": [{"role": "user", "content": prompt}],
        "chosen": [{"role": "assistant", "content": chosen}],
        "rejected": [{"role": "assistant", "content": rejected}],
        "score_chosen": best,
        "score_rejected": worst,
    }
