# source: stub
import numpy as np


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b) or len(a) == 0:
        raise ValueError("a and b must be of equal, positive length")
    if n_boot < 1:
        raise ValueError("n_boot must be at least 1")
    if not 0 < alpha < 1:
        raise ValueError("alpha must lie between 0 and 1")
    d = np.asarray(a, dtype=np.float64) - np.asarray(b, dtype=np.float64)
    n = len(d)
    rng = np.random.default_rng(seed)
    deltas = np.empty(n_boot)
    step = max(1, 2_000_000 // n)
    for start in range(0, n_boot, step):
        stop = min(n_boot, start + step)
        idx = rng.integers(0, n, size=(stop - start, n))
        deltas[start:stop] = d[idx].sum(axis=1) / n
    low, high = np.quantile(deltas, [alpha / 2, 1 - alpha / 2])
    p = min(1.0, 2 * min(np.mean(deltas <= 0), np.mean(deltas >= 0)))
    return {"delta": float(d.sum() / n), "ci_low": float(low), "ci_high": float(high), "p_value": float(p)}
