"""Exercise 4.2 🐢: a soft penalty for completions that are too long.

A model that is cut off in mid-sentence learns nothing from being wrong: perhaps it was on the right way. Rather than a
hard limit, let the penalty grow over the last tokens before it, so that a little shorter is always a little better.

Read: https://arxiv.org/abs/2503.14476 (DAPO, equation 13), https://huggingface.co/docs/trl/rewards
Check: smol-grade unit4/overlong_penalty   Stuck: smol-grade hint overlong_penalty
"""

from typing import Any


def overlong_penalty(completion_ids: list[list[int]], max_len: int, cache: int, **kwargs: Any) -> list[float]:
    """Return a penalty between 0 and -1 for each completion, by how many tokens it has.

    n is the number of tokens of a completion. Its penalty is (Yu et al. 2025, DAPO, equation 13; in TRL the reward
    function that get_soft_overlong_punishment makes)

        0                                 if n <= max_len - cache
        ((max_len - cache) - n) / cache   if max_len - cache < n <= max_len
        -1                                if n > max_len

    Args:
        completion_ids: the token ids of each completion. Only how many there are matters, not which.
        max_len: the length at which the penalty is whole, at least 1.
        cache: over how many tokens before max_len the penalty grows, 0 to max_len.
        kwargs: all else that a trainer knows. GRPOTrainer passes everything by keyword: prompts, completions,
            completion_ids, trainer_state, log_extra, log_metric, and each further column of the data set by its name.
            None of it matters here, but the function has to take it.

    Returns:
        A new list, as long as completion_ids and in the same order: a float for each (an int will do).

    Raises:
        ValueError: max_len is less than 1, or cache is less than 0 or greater than max_len (also if completion_ids is
            empty).

    Edge cases:
        cache = 0: there is no slope, the penalty is 0 up to max_len tokens and -1 for more.
        cache = max_len: the slope begins with the first token. An empty completion has the penalty 0.
        An empty list gives an empty list.

    Example (the slope is from 6 to 10 tokens):
        >>> overlong_penalty(completion_ids=[[5] * 3, [5] * 7, [5] * 10, [5] * 30], max_len=10, cache=4, prompts=None)
        [0.0, -0.25, -1.0, -1.0]
    """
    # TODO 4.2: check max_len and cache, then find the case for each length
    # BEGIN SOLUTION
    del kwargs
    if max_len < 1 or not 0 <= cache <= max_len:
        raise ValueError(f"max_len is {max_len} and cache is {cache}: 0 <= cache <= max_len and 1 <= max_len")
    free = max_len - cache
    penalties = []
    for ids in completion_ids:
        over = len(ids) - free
        if over <= 0:
            penalties.append(0.0)
        else:
            penalties.append(-over / cache if over <= cache else -1.0)
    return penalties
    # END SOLUTION
