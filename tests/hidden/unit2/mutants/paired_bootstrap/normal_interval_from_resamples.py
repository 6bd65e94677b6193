# mistake: Computes the interval as delta plus and minus z times the spread of the resampled deltas, not from quantiles.
# hint: normal
# source: stub
from statistics import NormalDist

import numpy as np


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b) or len(a) == 0 or n_boot < 1 or not 0 < alpha < 1:
        raise ValueError
    d = np.array(a, float) - np.array(b, float)
    n = len(d)
    rng = np.random.default_rng(seed)
    r = np.array([d[rng.integers(n, size=n)].mean() for _ in range(n_boot)])
    z = NormalDist().inv_cdf(1 - alpha / 2)
    s = r.std()
    return {"delta": float(d.mean()), "ci_low": float(d.mean() - z * s), "ci_high": float(d.mean() + z * s),
            "p_value": float(min(1.0, 2 * min((r <= 0).mean(), (r >= 0).mean())))}
