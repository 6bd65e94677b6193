# source: stub
import math
import random


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if not a or not b or len(a) != len(b):
        raise ValueError("need two non-empty lists of the same length")
    if n_boot < 1 or not (0.0 < alpha < 1.0):
        raise ValueError("bad n_boot or alpha")
    rng = random.Random(seed)
    n = len(a)
    diffs = [x - y for x, y in zip(a, b)]
    sums = sorted(sum(rng.choices(diffs, k=n)) for _ in range(n_boot))

    def quantile(q):
        # nearest rank, no interpolation
        rank = math.ceil(q * n_boot)
        return float(sums[min(max(rank, 1), n_boot) - 1] / n)

    below = sum(1 for s in sums if s <= 0)
    above = sum(1 for s in sums if s >= 0)
    return {
        "delta": float(sum(diffs) / n),
        "ci_low": quantile(alpha / 2),
        "ci_high": quantile(1 - alpha / 2),
        "p_value": float(min(1, 2 * min(below, above) / n_boot)),
    }
