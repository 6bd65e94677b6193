# mistake: sorts the rows by group
# hint: slipped
# source: learners
import math


def evaluate_task(rows, prompt_fn, generate_fn, metric_fn, *, group_key=None, batch_size=4):
    if len(rows) == 0:
        raise ValueError("no rows")
    if batch_size < 1:
        raise ValueError("batch_size")
    if group_key is not None:
        for row in rows:
            row[group_key]
    rows = sorted(rows, key=lambda row: row["topic"])
    prompts = [prompt_fn(row) for row in rows]
    outputs = []
    for start in range(0, len(prompts), batch_size):
        batch = prompts[start : start + batch_size]
        answers = generate_fn(batch)
        if len(answers) != len(batch):
            raise ValueError("wrong number of outputs")
        outputs.extend(answers)
    records = []
    for row, prompt, output in zip(rows, prompts, outputs):
        score = float(metric_fn(output, row))
        if not math.isfinite(score):
            raise ValueError("score")
        records.append({"prompt": prompt, "output": output, "score": score})
    scores = [record["score"] for record in records]

    def stderr(values):
        if len(values) == 1:
            return 0.0
        mean = sum(values) / len(values)
        variance = sum((x - mean) ** 2 for x in values) / (len(values) - 1)
        return math.sqrt(variance / len(values))

    micro = sum(scores) / len(scores)
    by_group = {}
    if group_key is not None:
        for row, score in zip(rows, scores):
            by_group.setdefault(row[group_key], []).append(score)
    groups = {}
    for name, values in by_group.items():
        groups[name] = {"score": sum(values) / len(values), "stderr": stderr(values), "n": len(values)}
    macro = micro
    if groups:
        macro = sum(group["score"] for group in groups.values()) / len(groups)
    return {"micro": micro, "macro": macro, "stderr": stderr(scores), "groups": groups, "records": records}
