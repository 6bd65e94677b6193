# source: learners
import numpy as np


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    x, y = np.array(a, float), np.array(b, float)
    if x.shape != y.shape or not x.size or n_boot <= 0 or not (0 < alpha < 1):
        raise ValueError
    n = x.size
    times = np.random.RandomState(seed).multinomial(n, np.full(n, 1 / n), size=n_boot)
    boot = times @ (x - y) / n
    low, high = np.percentile(boot, [50 * alpha, 100 - 50 * alpha], method="lower")
    left, right = (boot <= 0).sum(), (boot >= 0).sum()
    return dict(
        delta=float((x - y).sum() / n),
        ci_low=float(low),
        ci_high=float(high),
        p_value=float(min(1.0, 2.0 * min(left, right) / n_boot)),
    )
