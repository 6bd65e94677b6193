# source: stub
import math
import statistics
from collections import defaultdict


class Tally:
    def __init__(self):
        self.scores = []

    @property
    def mean(self):
        return statistics.fmean(self.scores)

    @property
    def stderr(self):
        if len(self.scores) < 2:
            return 0.0
        return statistics.stdev(self.scores) / math.sqrt(len(self.scores))

    def summary(self):
        return {"score": self.mean, "stderr": float(self.stderr), "n": len(self.scores)}


def evaluate_task(rows, prompt_fn, generate_fn, metric_fn, *, group_key=None, batch_size=4):
    if batch_size < 1:
        raise ValueError(batch_size)
    if not rows:
        raise ValueError("rows")
    everything, tallies, records = Tally(), defaultdict(Tally), []
    waiting = []

    def flush():
        prompts = [prompt for _, prompt in waiting]
        outputs = generate_fn(prompts[:])
        if len(outputs) != len(prompts):
            raise ValueError(f"{len(prompts)} prompts, {len(outputs)} outputs")
        for (row, prompt), output in zip(waiting, outputs):
            score = float(metric_fn(output, row))
            if math.isnan(score) or math.isinf(score):
                raise ValueError(f"score {score} for {prompt!r}")
            everything.scores.append(score)
            if group_key is not None:
                tallies[row[group_key]].scores.append(score)
            records.append(dict(prompt=prompt, output=output, score=score))
        waiting.clear()

    for row in rows:
        waiting.append((row, prompt_fn(row)))
        if len(waiting) == batch_size:
            flush()
    if waiting:
        flush()
    macro = everything.mean if group_key is None else statistics.fmean(t.mean for t in tallies.values())
    return {
        "micro": everything.mean,
        "macro": macro,
        "stderr": float(everything.stderr),
        "groups": {name: t.summary() for name, t in tallies.items()},
        "records": records,
    }
