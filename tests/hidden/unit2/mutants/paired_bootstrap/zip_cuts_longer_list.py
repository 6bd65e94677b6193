# mistake: Pairs the scores with zip and checks only for an empty list, so lists of different lengths are cut silently.
# hint: accepts_bad
# source: stub
import random


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    d = [x - y for x, y in zip(a, b)]
    if not d or n_boot < 1 or not 0 < alpha < 1:
        raise ValueError
    rng = random.Random(seed)
    n = len(d)
    r = sorted(sum(rng.choices(d, k=n)) / n for _ in range(n_boot))
    k = int(alpha / 2 * n_boot)
    le = sum(x <= 0 for x in r) / n_boot
    ge = sum(x >= 0 for x in r) / n_boot
    return {"delta": sum(d) / n, "ci_low": float(r[k]), "ci_high": float(r[n_boot - 1 - k]),
            "p_value": float(min(1, 2 * min(le, ge)))}
