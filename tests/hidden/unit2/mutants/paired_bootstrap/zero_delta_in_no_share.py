# mistake: Counts resampled deltas strictly below and strictly above 0, so a delta of exactly 0 counts in neither share.
# hint: zero_counts
# source: stub
import numpy as np


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b) or len(a) == 0 or n_boot < 1 or not 0 < alpha < 1:
        raise ValueError
    d = np.array(a, float) - np.array(b, float)
    n = len(d)
    rng = np.random.default_rng(seed)
    r = np.array([d[rng.integers(n, size=n)].mean() for _ in range(n_boot)])
    p = 1.0 if not d.any() else min(1.0, 2 * min((r < 0).mean(), (r > 0).mean()))
    return {
        "delta": float(d.mean()),
        "ci_low": float(np.quantile(r, alpha / 2)),
        "ci_high": float(np.quantile(r, 1 - alpha / 2)),
        "p_value": float(p),
    }
