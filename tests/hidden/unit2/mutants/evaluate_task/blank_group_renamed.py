# mistake: a group whose name is the empty text gets another name
# hint: no_groups
# source: learners
from collections.abc import Callable
from typing import Any
Row = dict[str, Any]

def evaluate_task(rows: list[Row], prompt_fn: Callable[[Row], str], generate_fn: Callable[[list[str]], list[str]], metric_fn: Callable[[str, Row], float], *, group_key: str | None=None, batch_size: int=4) -> dict[str, Any]:
    import math
    if not rows:
        raise ValueError('there are no rows')
    if batch_size < 1:
        raise ValueError('batch_size must be at least 1')
    prompts = [prompt_fn(row) for row in rows]
    outputs: list[str] = []
    for start in range(0, len(prompts), batch_size):
        batch = prompts[start:start + batch_size]
        answers = generate_fn(list(batch))
        if len(answers) != len(batch):
            raise ValueError(f'{len(batch)} prompts, {len(answers)} outputs')
        outputs += answers
    scores = [float(metric_fn(output, row)) for output, row in zip(outputs, rows, strict=True)]
    if not all(map(math.isfinite, scores)):
        raise ValueError('a score is not finite')

    def summary(some: list[float]) -> dict[str, Any]:
        n, mean = (len(some), sum(some) / len(some))
        variance = sum(((score - mean) ** 2 for score in some)) / max(n - 1, 1)
        return {'score': mean, 'stderr': math.sqrt(variance / n), 'n': n}
    members: dict[str, list[float]] = {}
    if group_key is not None:
        for row, score in zip(rows, scores, strict=True):
            members.setdefault(row[group_key] or 'other', []).append(score)
    groups = {name: summary(some) for name, some in members.items()}
    whole = summary(scores)
    macro = sum((group['score'] for group in groups.values())) / len(groups) if groups else whole['score']
    records = [{'prompt': prompt, 'output': output, 'score': score} for prompt, output, score in zip(prompts, outputs, scores, strict=True)]
    return {'micro': whole['score'], 'macro': macro, 'stderr': whole['stderr'], 'groups': groups, 'records': records}
