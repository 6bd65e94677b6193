# mistake: Takes the smaller share itself as the p-value, without the factor 2.
# hint: one_side
# source: stub
import numpy as np


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b) or len(a) == 0 or n_boot < 1 or not 0 < alpha < 1:
        raise ValueError
    d = np.array(a, float) - np.array(b, float)
    n = len(d)
    rng = np.random.default_rng(seed)
    r = np.array([d[rng.integers(n, size=n)].mean() for _ in range(n_boot)])
    return {
        "delta": float(d.mean()),
        "ci_low": float(np.quantile(r, alpha / 2)),
        "ci_high": float(np.quantile(r, 1 - alpha / 2)),
        "p_value": float(min(1.0, (r <= 0).mean(), (r >= 0).mean())),
    }
