# source: learners
import math


def pairs_from_scores(prompt, generations, scores, min_margin=1.0):
    if min_margin < 0 or len(scores) != len(generations):
        raise ValueError("bad arguments")
    clean = [s if g.strip() and s is not None and not math.isnan(s) else None for g, s in zip(generations, scores)]
    values = {s for s in clean if s is not None}
    if len(values) < 2 or max(values) - min(values) < min_margin:
        return None
    chosen, rejected = (generations[clean.index(end(values))] for end in (max, min))
    if chosen.strip() == rejected.strip():
        return None
    row = {name: [{"role": "assistant", "content": text}] for name, text in (("rejected", rejected), ("chosen", chosen))}
    row["prompt"] = [{"role": "user", "content": prompt}]
    row["score_chosen"], row["score_rejected"] = max(values), min(values)
    return row
