"""Exercise 2.6 🐕: is one model better than another, or was it luck?

Two models answered the same questions; A scores two points more. Would it on other questions? The bootstrap asks the
data: draw questions again, with replacement, and look how the difference varies. Both models keep their answers to a
drawn question together, which is what makes small differences visible.

Read: https://aclanthology.org/W04-3250/ (sections 3 and 4)
Check: smol-grade unit2/paired_bootstrap   Stuck: smol-grade hint paired_bootstrap
"""


def paired_bootstrap(
    a: list[float], b: list[float], *, n_boot: int = 2000, seed: int = 0, alpha: float = 0.05
) -> dict[str, float]:
    """Return how much better a is than b on average, with a bootstrap interval and a p-value.

    delta = mean(a) - mean(b)

    A resample draws as many questions as there are, uniformly and with replacement, and computes the delta of these
    questions: each drawn question i counts with a[i] and with b[i]. With n_boot resamples:

    ci_low, ci_high = the alpha / 2 and the 1 - alpha / 2 quantile of the resampled deltas (Efron's percentile interval)
    p_value = min(1, 2 * min(share of resampled deltas <= 0, share of resampled deltas >= 0))

    Args:
        a: the first model's score on each question, int or float: 1 for right, 0 for wrong, or any other number. (All
            are multiples of 1/1024, so that sums of them are exact.)
        b: the second model's scores on the same questions, in the same order.
        n_boot: number of resamples, at least 1.
        seed: makes the draws reproducible: the same arguments give the same result, call after call, whatever was
            drawn before; another seed draws other resamples.
        alpha: 1 - alpha is the level of the interval, 0 < alpha < 1: with 0.05 it is a 95 % interval.

    Returns:
        A dict with the keys "delta", "ci_low", "ci_high" and "p_value", each a float; further keys are ignored.
        Nothing is rounded. Any good generator will do (random or numpy): quantiles and p-value are compared with the
        exact distribution of resampled deltas, within five standard deviations of what n_boot draws vary by chance.

    Raises:
        ValueError: a and b have different lengths or are empty, n_boot is below 1, or alpha is not between 0 and 1
            (0 and 1 themselves are not).

    Edge cases:
        A resampled delta of exactly 0 counts in both shares. So the same scores twice give delta 0, ci_low 0, ci_high 0
        and p_value 1.
        a[i] - b[i] the same for all i, such as one question only: ci_low and ci_high are delta.
        Between two resampled deltas, a quantile may be interpolated or not.
        The p-value is a multiple of 2 / n_boot, or 1; it may be 0. No resample is added to the count.
        a and b are left as they are.

    Example:
        a = [1, 1, 1, 0] and b = [0, 1, 0, 0] give delta 0.5, ci_low 0.0, ci_high 1.0 and a p_value of about 0.125:
        a resample has delta 0 if it draws questions 2 and 4 only, which happens with probability 1 / 16.
    """
    # TODO 2.6: resample the questions; take quantiles, and shares on either side of zero
    raise NotImplementedError("TODO 2.6: resample the questions; take quantiles, and shares on either side of zero")
