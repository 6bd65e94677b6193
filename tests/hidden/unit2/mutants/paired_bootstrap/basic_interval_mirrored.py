# mistake: Returns the basic bootstrap interval, 2 * delta minus the quantiles, instead of Efron's percentile interval.
# hint: reflected
# source: stub
import numpy as np


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b) or len(a) == 0 or n_boot < 1 or not 0 < alpha < 1:
        raise ValueError
    d = np.array(a, float) - np.array(b, float)
    n = len(d)
    rng = np.random.default_rng(seed)
    r = np.array([d[rng.integers(n, size=n)].mean() for _ in range(n_boot)])
    delta = d.mean()
    low, high = 2 * delta - np.quantile(r, [1 - alpha / 2, alpha / 2])
    return {"delta": float(delta), "ci_low": float(low), "ci_high": float(high),
            "p_value": float(min(1.0, 2 * min((r <= 0).mean(), (r >= 0).mean())))}
