# mistake: Sorts the rows by prompt length for faster batches and keeps the records in that order.
# hint: slipped
# source: stub
import math


def _mean_and_error(scores):
    n = len(scores)
    mean = math.fsum(scores) / n
    if n == 1:
        return mean, 0.0
    return mean, math.sqrt(math.fsum((s - mean) ** 2 for s in scores) / (n - 1) / n)


def evaluate_task(rows, prompt_fn, generate_fn, metric_fn, *, group_key=None, batch_size=4):
    if not rows:
        raise ValueError("no rows")
    if batch_size < 1:
        raise ValueError("batch_size must be at least 1")
    rows = sorted(rows, key=lambda row: -len(prompt_fn(row)))
    names = [row[group_key] for row in rows] if group_key is not None else None
    prompts = [prompt_fn(row) for row in rows]
    outputs = []
    for start in range(0, len(prompts), batch_size):
        batch = prompts[start : start + batch_size]
        answers = generate_fn(list(batch))
        if len(answers) != len(batch):
            raise ValueError("not one output for each prompt")
        outputs.extend(answers)
    records = []
    for row, prompt, output in zip(rows, prompts, outputs):
        score = float(metric_fn(output, row))
        if not math.isfinite(score):
            raise ValueError("a score is not finite")
        records.append({"prompt": prompt, "output": output, "score": score})
    micro, stderr = _mean_and_error([r["score"] for r in records])
    groups = {}
    if names is not None:
        members = {}
        for name, r in zip(names, records):
            members.setdefault(name, []).append(r["score"])
        for name, scores in members.items():
            mean, error = _mean_and_error(scores)
            groups[name] = {"score": mean, "stderr": error, "n": len(scores)}
    macro = sum(g["score"] for g in groups.values()) / len(groups) if groups else micro
    return {"micro": micro, "macro": macro, "stderr": stderr, "groups": groups, "records": records}
