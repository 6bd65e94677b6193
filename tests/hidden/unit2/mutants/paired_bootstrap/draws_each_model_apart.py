# mistake: Draws questions for a and for b separately, so the pairs are torn apart and the interval is too wide.
# hint: unpaired
# source: stub
import numpy as np


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b) or len(a) == 0 or n_boot < 1 or not 0 < alpha < 1:
        raise ValueError
    a, b = np.array(a, float), np.array(b, float)
    n = len(a)
    rng = np.random.default_rng(seed)
    d = np.array([rng.choice(a, n).mean() - rng.choice(b, n).mean() for _ in range(n_boot)])
    return {
        "delta": float(a.mean() - b.mean()),
        "ci_low": float(np.quantile(d, alpha / 2)),
        "ci_high": float(np.quantile(d, 1 - alpha / 2)),
        "p_value": float(min(1.0, 2 * min((d <= 0).mean(), (d >= 0).mean()))),
    }
