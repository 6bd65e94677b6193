# source: learners
import numpy as np


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b) or len(b) < 1:
        raise ValueError("a, b")
    if not (n_boot >= 1 and 0 < alpha < 1):
        raise ValueError("n_boot, alpha")
    pairs = np.column_stack([a, b]).astype(float)
    rng = np.random.default_rng([seed, 7])
    deltas = np.empty(n_boot)
    for k in range(n_boot):
        mean_a, mean_b = rng.choice(pairs, size=len(pairs), axis=0).mean(axis=0)
        deltas[k] = mean_a - mean_b
    p = 2 * min(np.count_nonzero(deltas <= 0), np.count_nonzero(deltas >= 0)) / n_boot
    return {
        "p_value": p if p < 1 else 1.0,
        "ci_low": float(np.quantile(deltas, alpha / 2)),
        "ci_high": float(np.quantile(deltas, 1 - alpha / 2)),
        "delta": float(pairs[:, 0].mean() - pairs[:, 1].mean()),
    }
