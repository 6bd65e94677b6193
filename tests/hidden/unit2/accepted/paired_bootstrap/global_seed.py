# source: learners
import numpy as np


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    a, b = np.array(a, dtype=np.float64), np.array(b, dtype=np.float64)
    if a.size != b.size or a.size == 0 or n_boot < 1 or alpha <= 0 or alpha >= 1:
        raise ValueError("invalid")
    np.random.seed(seed)
    d = a - b
    boot = np.sort([d[np.random.randint(0, d.size, d.size)].mean() for _ in range(n_boot)])
    k = int(np.floor(n_boot * alpha / 2))
    return {
        "delta": d.mean(),
        "ci_low": boot[k],
        "ci_high": boot[n_boot - 1 - k],
        "p_value": min(1.0, 2 * min((boot <= 0).sum(), (boot >= 0).sum()) / n_boot),
    }
