# source: stub
import fractions

import numpy as np


class _Bootstrap:
    def __call__(self, a, b, *, n_boot=2000, seed=0, alpha=0.05):
        self._check(a, b, n_boot, alpha)
        pairs = np.array([a, b], dtype=float).T
        n = pairs.shape[0]
        state = np.random.RandomState(seed)
        deltas = []
        for _ in range(n_boot):
            sample = pairs[state.choice(n, n, replace=True)]
            totals = sample.sum(axis=0)
            deltas.append((totals[0] - totals[1]) / n)
        deltas.sort()
        k_low = int(alpha / 2 * n_boot)
        k_high = n_boot - 1 - k_low
        at_most = sum(d <= 0 for d in deltas)
        at_least = sum(d >= 0 for d in deltas)
        exact = sum(map(fractions.Fraction, a)) - sum(map(fractions.Fraction, b))
        return {
            "delta": float(exact / n),
            "ci_low": float(deltas[k_low]),
            "ci_high": float(deltas[k_high]),
            "p_value": float(min(1.0, 2 * min(at_most, at_least) / n_boot)),
            "n": n,
        }

    @staticmethod
    def _check(a, b, n_boot, alpha):
        problems = [len(a) != len(b), not len(a), not len(b), n_boot < 1, not alpha > 0, not alpha < 1]
        if any(problems):
            raise ValueError("wrong arguments")


paired_bootstrap = _Bootstrap()
