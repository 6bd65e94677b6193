# mistake: only the last digit of the seed counts
# hint: seed_ignored
# source: learners
def paired_bootstrap(a: list[float], b: list[float], *, n_boot: int=2000, seed: int=0, alpha: float=0.05) -> dict[str, float]:
    import numpy as np
    if len(a) != len(b) or not a or n_boot < 1 or (not 0 < alpha < 1):
        raise ValueError('a and b must be of one length, n_boot at least 1, and alpha between 0 and 1')
    differences = np.asarray(a, dtype=float) - np.asarray(b, dtype=float)
    drawn = np.random.default_rng(seed % 10).integers(0, len(a), size=(n_boot, len(a)))
    deltas = differences[drawn].mean(axis=1)
    ci_low, ci_high = np.quantile(deltas, [alpha / 2, 1 - alpha / 2])
    p_value = min(1.0, 2 * min((deltas <= 0).mean(), (deltas >= 0).mean()))
    return {'delta': float(differences.mean()), 'ci_low': float(ci_low), 'ci_high': float(ci_high), 'p_value': float(p_value)}
