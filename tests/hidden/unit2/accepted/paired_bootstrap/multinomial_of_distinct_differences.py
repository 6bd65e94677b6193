# source: stub
from collections import Counter

import numpy as np


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b):
        raise ValueError("lengths differ")
    if len(a) == 0:
        raise ValueError("no questions")
    if n_boot < 1:
        raise ValueError("n_boot < 1")
    if alpha <= 0 or alpha >= 1:
        raise ValueError("alpha outside of (0, 1)")
    n = len(a)
    # a resample is a multinomial draw of how often each distinct difference comes
    table = Counter(float(x) - float(y) for x, y in zip(a, b))
    values = np.array(sorted(table))
    freq = np.array([table[v] for v in values])
    rng = np.random.default_rng(seed)
    sums = np.array([rng.multinomial(n, freq / n) @ values for _ in range(n_boot)])
    sums.sort()
    # sorted: shares by binary search
    share_le = np.searchsorted(sums, 0.0, side="right") / n_boot
    share_ge = (n_boot - np.searchsorted(sums, 0.0, side="left")) / n_boot
    deltas = sums / n
    return dict(
        delta=sum(v * c for v, c in table.items()) / n,
        ci_low=float(np.percentile(deltas, 100 * alpha / 2, method="inverted_cdf")),
        ci_high=float(np.percentile(deltas, 100 * (1 - alpha / 2), method="inverted_cdf")),
        p_value=float(min(1.0, 2 * min(share_le, share_ge))),
    )
