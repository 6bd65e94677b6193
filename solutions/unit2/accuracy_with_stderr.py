"""Exercise 2.2 🐢: an accuracy, and how far it may be off.

A model that solves 9 of 20 problems has an accuracy of 0.45. With 20 other problems it might have been 0.35 or 0.55:
the standard error says how much such a number varies by chance, and whether a difference between two models is news.

Read: https://arxiv.org/abs/2411.00640 (error bars for evaluations, section 2)
Check: smol-grade unit2/accuracy_with_stderr   Stuck: smol-grade hint accuracy_with_stderr
"""


def accuracy_with_stderr(hits: list[bool]) -> dict[str, float]:
    """Return the share of hits, its standard error, and the number of samples.

    acc = (x_1 + … + x_n) / n
    stderr = s / sqrt(n), where s^2 = sum over i of (x_i - acc)^2 / (n - 1)

    n is the number of samples, and x_i is 1 if the model got sample i right, else 0. s is the sample standard
    deviation, with n - 1 and not n, as evaluation harnesses have it (mean_stderr in lm-eval).

    Args:
        hits: for each sample whether the answer was right: True or False, or 1 or 0, also mixed.

    Returns:
        A dict with these keys; further keys are ignored:
        "acc": a float, the share of hits, from 0 to 1 (not in per cent).
        "stderr": a float, the standard error of acc. Nothing is rounded: it is compared to nine decimals.
        "n": an int, the number of samples.

    Raises:
        ValueError: hits is empty, or one of them is something else than True, False, 1 or 0, such as 2, -1, 0.5 or
            "yes".

    Edge cases:
        One sample says nothing about how it varies: then stderr is 0.
        All right or all wrong: stderr is 0, because no x_i differs from acc.
        There may be a hundred thousand samples. The list is left as it is.

    Example:
        >>> accuracy_with_stderr([True, False, True, True, False])
        {'acc': 0.6, 'stderr': 0.24494897427831783, 'n': 5}
        (Of 20 samples, 9 hits give a stderr of 0.1141, 3 hits one of 0.0819.)
    """
    # TODO 2.2: the mean, and the sample standard deviation divided by the root of n
    # BEGIN SOLUTION
    if not hits or any(hit not in (0, 1) for hit in hits):
        raise ValueError("hits must be a list of True and False that is not empty")
    n = len(hits)
    acc = sum(hits) / n
    variance = sum((hit - acc) ** 2 for hit in hits) / (n - 1) if n > 1 else 0.0
    return {"acc": acc, "stderr": (variance / n) ** 0.5, "n": n}
    # END SOLUTION
