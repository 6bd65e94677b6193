# source: learners
from fractions import Fraction
from math import isnan


def pairs_from_scores(prompt, generations, scores, min_margin=1.0):
    if len(generations) != len(scores):
        raise ValueError("not as many scores as generations")
    if min_margin < 0:
        raise ValueError("negative")
    rows = []
    for place, (text, score) in enumerate(zip(generations, scores, strict=True)):
        if text.strip() and score is not None and not isnan(score):
            rows.append({"place": place, "text": text, "score": score})
    if len(rows) <= 1:
        return None
    rows.sort(key=lambda row: (-row["score"], row["place"]))
    top = rows[0]
    bottom = next(row for row in rows if row["score"] == rows[-1]["score"])
    if top["score"] == bottom["score"]:
        return None
    if Fraction(top["score"]) - Fraction(bottom["score"]) < Fraction(min_margin):
        return None
    if top["text"].strip() == bottom["text"].strip():
        return None
    message = lambda text, role="assistant": [{"role": role, "content": text}]
    return {
        "prompt": message(prompt, "user"),
        "chosen": message(top["text"]),
        "rejected": message(bottom["text"]),
        "score_chosen": top["score"],
        "score_rejected": bottom["score"],
    }
