# source: learners
def pairs_from_scores(prompt, generations, scores, min_margin=1.0):
    if len(generations) != len(scores) or min_margin < 0:
        raise ValueError("no")
    places = [i for i, s in enumerate(scores) if s is not None and s == s and generations[i].strip()]
    if len(places) < 2:
        return None
    hi = max(places, key=lambda i: (scores[i], -i))
    lo = min(places, key=lambda i: (scores[i], i))
    apart = scores[hi] - scores[lo]
    if not apart > 0 or apart < min_margin or generations[hi].strip() == generations[lo].strip():
        return None

    def said(role, text):
        return [dict(content=text, role=role)]

    return dict(
        prompt=said("user", prompt), chosen=said("assistant", generations[hi]),
        rejected=said("assistant", generations[lo]),
        score_chosen=float(scores[hi]), score_rejected=float(scores[lo]), margin=apart,
    )
