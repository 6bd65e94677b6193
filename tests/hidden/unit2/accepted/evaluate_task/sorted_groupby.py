# source: stub
from itertools import groupby
from math import inf, sqrt


def evaluate_task(rows, prompt_fn, generate_fn, metric_fn, *, group_key=None, batch_size=4):
    n = len(rows)
    if n == 0 or batch_size <= 0:
        raise ValueError("nothing to evaluate")
    todo, outputs = [prompt_fn(r) for r in rows], []
    while len(outputs) < n:
        part = todo[len(outputs) : len(outputs) + batch_size]
        size = len(part)
        got = list(generate_fn(part))
        if len(got) != size:
            raise ValueError("wrong number of outputs")
        outputs += got
    prompts = todo
    scores = [1.0 * metric_fn(o, r) for o, r in zip(outputs, rows)]
    if not all(-inf < s < inf for s in scores):
        raise ValueError("scores must be finite")

    def error(xs):
        m = sum(xs) / len(xs)
        return sqrt(sum((x - m) ** 2 for x in xs) / max(1, len(xs) - 1) / len(xs))

    micro = sum(scores) / n
    groups = {}
    if group_key is not None:
        tagged = sorted(((r[group_key], s) for r, s in zip(rows, scores)), key=lambda pair: pair[0])
        for name, pairs in groupby(tagged, key=lambda pair: pair[0]):
            xs = [s for _, s in pairs]
            groups[name] = {"score": sum(xs) / len(xs), "stderr": error(xs), "n": len(xs)}
    means = [g["score"] for g in groups.values()] or [micro]
    return {
        "micro": micro,
        "macro": sum(means) / len(means),
        "stderr": error(scores),
        "groups": groups,
        "records": [{"prompt": p, "output": o, "score": s} for p, o, s in zip(prompts, outputs, scores)],
    }
