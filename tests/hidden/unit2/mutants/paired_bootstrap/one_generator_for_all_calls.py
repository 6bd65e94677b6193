# mistake: Keeps one generator per seed between calls, so the same arguments give another result at the second call.
# hint: not_reproducible
# source: stub
import random

_generators = {}


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b) or not a or n_boot < 1 or not 0 < alpha < 1:
        raise ValueError
    if seed not in _generators:
        _generators[seed] = random.Random(seed)
    rng = _generators[seed]
    d = [x - y for x, y in zip(a, b)]
    n = len(d)
    r = sorted(sum(rng.choices(d, k=n)) / n for _ in range(n_boot))
    k = int(alpha / 2 * n_boot)
    le = sum(x <= 0 for x in r) / n_boot
    ge = sum(x >= 0 for x in r) / n_boot
    return {"delta": sum(d) / n, "ci_low": float(r[k]), "ci_high": float(r[n_boot - 1 - k]),
            "p_value": float(min(1, 2 * min(le, ge)))}
