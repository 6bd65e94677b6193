# source: learners
def pairs_from_scores(prompt, generations, scores, min_margin=1.0):
    if not len(generations) == len(scores):
        raise ValueError(len(scores))
    if min_margin < 0:
        raise ValueError(min_margin)
    best = worst = None
    seen = 0
    for i, s in enumerate(scores):
        if s is None or s != s or generations[i].strip() == "":
            continue
        seen += 1
        if best is None or s > scores[best]:
            best = i
        if worst is None or s < scores[worst]:
            worst = i
    if seen < 2 or best == worst:
        return None
    if scores[best] - scores[worst] < min_margin:
        return None
    if generations[best].strip() == generations[worst].strip():
        return None
    return {
        "chosen": [{"role": "assistant", "content": generations[best]}],
        "rejected": [{"role": "assistant", "content": generations[worst]}],
        "score_chosen": scores[best],
        "score_rejected": scores[worst],
        "prompt": [{"role": "user", "content": prompt}],
    }
