# source: stub
import itertools

import numpy as np


def _chunks(things, size):
    it = iter(things)
    while chunk := list(itertools.islice(it, size)):
        yield chunk


def _stats(x):
    x = np.asarray(x, dtype=float)
    return float(x.mean()), float(x.std(ddof=1) / np.sqrt(len(x))) if len(x) > 1 else 0.0


def evaluate_task(rows, prompt_fn, generate_fn, metric_fn, *, group_key=None, batch_size=4):
    if len(rows) == 0 or batch_size < 1:
        raise ValueError("rows is empty or batch_size below 1")
    if group_key is not None:
        for row in rows:
            row[group_key]  # KeyError early, before the model runs
    records = []
    for chunk in _chunks(rows, batch_size):
        prompts = [prompt_fn(row) for row in chunk]
        outputs = list(generate_fn(prompts.copy()))
        for row, prompt, output in zip(chunk, prompts, outputs, strict=True):
            records.append({"prompt": prompt, "output": output, "score": float(metric_fn(output, row))})
    scores = np.array([record["score"] for record in records])
    if not np.isfinite(scores).all():
        raise ValueError("nan or infinite score")
    micro, stderr = _stats(scores)
    result = {"micro": micro, "macro": micro, "stderr": stderr, "groups": {}, "records": records}
    if group_key is None:
        return result
    labels = [row[group_key] for row in rows]
    for label in dict.fromkeys(labels):
        chosen = scores[[other == label for other in labels]]
        score, error = _stats(chosen)
        result["groups"][label] = {"score": score, "stderr": error, "n": len(chosen)}
    result["macro"] = float(np.mean([g["score"] for g in result["groups"].values()]))
    return result
