# mistake: permutes the questions
# hint: nothing_drawn
# source: learners
import numpy as np


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b) or len(a) == 0 or n_boot < 1 or not 0 < alpha < 1:
        raise ValueError("bad arguments")
    a = np.asarray(a, dtype=float)
    b = np.asarray(b, dtype=float)
    n = len(a)
    rng = np.random.default_rng(seed)
    i = np.array([rng.permutation(n) for _ in range(n_boot)])
    boot = (a[i] - b[i]).mean(axis=1)
    low, high = np.quantile(boot, [alpha / 2, 1 - alpha / 2])
    p = min(1.0, 2 * min(np.mean(boot <= 0), np.mean(boot >= 0)))
    return {"delta": float(a.mean() - b.mean()), "ci_low": float(low), "ci_high": float(high), "p_value": float(p)}
