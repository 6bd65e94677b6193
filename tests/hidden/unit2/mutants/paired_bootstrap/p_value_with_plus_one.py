# mistake: Adds one to the counts and to n_boot, as permutation tests do, though no resample is to be added.
# hint: smoothed
# source: stub
import random


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b) or not a or n_boot < 1 or not 0 < alpha < 1:
        raise ValueError
    rng = random.Random(seed)
    d = [x - y for x, y in zip(a, b)]
    n = len(d)
    r = sorted(sum(rng.choices(d, k=n)) / n for _ in range(n_boot))
    k = int(alpha / 2 * n_boot)
    le = (sum(x <= 0 for x in r) + 1) / (n_boot + 1)
    ge = (sum(x >= 0 for x in r) + 1) / (n_boot + 1)
    return {"delta": sum(d) / n, "ci_low": float(r[k]), "ci_high": float(r[n_boot - 1 - k]),
            "p_value": float(min(1, 2 * min(le, ge)))}
