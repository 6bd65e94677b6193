"""Exercise 2.7 🦁: an evaluation, from rows to scores.

A harness is a loop: rows become prompts, a model answers them in batches, a metric scores each answer, and the scores
become a few numbers. Each step can lie quietly: a batch that is lost, an answer that slips to the next row, a gold
answer that the model was shown, a mean that hides the small groups.

Read: https://huggingface.co/docs/lighteval/adding-a-custom-task and https://arxiv.org/abs/2411.00640
Check: smol-grade unit2/evaluate_task   Stuck: smol-grade hint evaluate_task
"""

from collections.abc import Callable
from typing import Any

Row = dict[str, Any]


def evaluate_task(
    rows: list[Row],
    prompt_fn: Callable[[Row], str],
    generate_fn: Callable[[list[str]], list[str]],
    metric_fn: Callable[[str, Row], float],
    *,
    group_key: str | None = None,
    batch_size: int = 4,
) -> dict[str, Any]:
    r"""Evaluate a model on the rows of a task; return a score for each row, for each group, and for all.

    micro = 1/n * sum of the scores of all n rows: every row weighs the same.
    macro = the mean of the groups' scores (each the mean of its rows): every group weighs the same, large or small.
    stderr = sqrt(sum of (score - mean)^2 / (n - 1) / n): the standard error of a mean of n scores, 0.0 for n = 1.

    Args:
        rows: dicts of any keys, gold answer included. They are not changed.
        prompt_fn: called with a row; returns its prompt.
        generate_fn: the model. Called with a list of prompts, and nothing else of the rows; returns a list of outputs,
            one for each prompt, in the same order.
        metric_fn: called with an output (as it came: not stripped or changed) and its row, in this order; returns the
            score, a float, int or bool (True counts 1.0).
        group_key: the key whose value, a str, says to which group a row belongs; None: there are no groups.
        batch_size: how many prompts generate_fn gets at once, 1 or more.

    Returns:
        A dict with these keys (others are ignored, in the inner dicts too):
        "micro", "macro": floats; without group_key, macro is micro.
        "stderr": a float, the standard error of micro.
        "groups": a dict from the name of each group to {"score": float, "stderr": float, "n": int}, where n is the
            number of its rows. Without group_key, it is empty.
        "records": a list with one dict for each row, in the order of rows:
            {"prompt": str, "output": what generate_fn gave for it, "score": float}

    Edge cases:
        Prompts are generated in the order of rows, each once. Every batch has batch_size prompts, only the last one may
        have fewer: it is neither dropped nor filled up. Rows with equal prompts are rows like the others.
        ValueError: generate_fn returned more or fewer outputs than it got prompts, for any batch (never pad or cut);
        rows is empty; batch_size is below 1; a score is nan or infinite.
        KeyError: group_key is given and a row does not have it.

    Example (the model answers "4" to everything; the metric is exact match with row["gold"]):
        >>> rows = [{"q": "2+2", "gold": "4", "topic": "sum"}, {"q": "1+3", "gold": "4", "topic": "sum"},
        ...         {"q": "1+1", "gold": "2", "topic": "sum"}, {"q": "3*3", "gold": "9", "topic": "product"}]
        >>> evaluate_task(rows, prompt_fn, generate_fn, metric_fn, group_key="topic")
        {'micro': 0.5, 'macro': 0.3333, 'stderr': 0.2887,
         'groups': {'sum': {'score': 0.6667, 'stderr': 0.3333, 'n': 3},
                    'product': {'score': 0.0, 'stderr': 0.0, 'n': 1}},
         'records': [{'prompt': '2+2=', 'output': '4', 'score': 1.0}, …]}
        (Here rounded to four digits; the function does not round.)
    """
    # TODO 2.7: prompts, outputs batch by batch, scores, groups, means
    raise NotImplementedError("TODO 2.7: prompts, outputs batch by batch, scores, groups, means")
