"""Exercise 2.5 🐕: pass@k, the chance that one of k answers is right.

Sampling answers and checking them is how models for code and mathematics are used. pass@k tells how often at least one
of k is right. Measured by drawing k answers once, it is noisy; from n > k answers it can be had without drawing at all.

Read: https://arxiv.org/abs/2107.03374 (section 2.1)
Check: smol-grade unit2/pass_at_k   Stuck: smol-grade hint pass_at_k
"""


def pass_at_k(n: int, c: int, k: int) -> float:
    """Return the unbiased estimate of pass@k for one problem (Chen et al. 2021, formula 1).

    pass@k = 1 - C(n - c, k) / C(n, k)

    n answers were sampled and c of them are right. C(m, k) is the number of ways to choose k out of m things, 0 if
    k > m. So this is the share, among all choices of k different answers out of the n, of those with a right one.

    Args:
        n: number of answers that were sampled, at least 1.
        c: how many of them are right, from 0 to n.
        k: how many one may try, from 1 to n.

    Returns:
        A float from 0 to 1, exact to 9 decimals.

    Raises:
        ValueError: c is below 0 or above n, or k is below 1 or above n.
        TypeError: n, c or k is not an int, such as 5.0 or "5".

    Edge cases:
        With fewer than k wrong answers every choice has a right one: 1.0. With c = 0: 0.0.
        k = 1 gives c / n.
        n may be 10000, and k and c anything up to that: factorials of that size have no place in a float.

    Example:
        >>> pass_at_k(4, 1, 2)  # of the 6 pairs out of 4 answers, 3 hold the right one
        0.5
    """
    # TODO 2.5: the chance that all k are wrong, without numbers that overflow
    # BEGIN SOLUTION
    import math  # noqa: PLC0415 - the stub does not need it

    for number in (n, c, k):
        if not isinstance(number, int):
            raise TypeError(f"{number!r} is not an int")
    if not 0 <= c <= n or not 1 <= k <= n:
        raise ValueError(f"c = {c} must be from 0 to n = {n}, and k = {k} from 1 to n")
    return 1.0 - math.prod(1.0 - k / m for m in range(n - c + 1, n + 1)) if n - c >= k else 1.0
    # END SOLUTION
