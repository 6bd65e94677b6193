# source: learners
import random


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    n = len(a)
    if n == 0 or n != len(b):
        raise ValueError("as many scores in a as in b, and at least one")
    if n_boot < 1:
        raise ValueError("n_boot")
    if alpha <= 0 or alpha >= 1:
        raise ValueError("alpha")
    rng = random.Random(seed)
    diffs = [x - y for x, y in zip(a, b)]
    boot = sorted(sum(rng.choices(diffs, k=n)) / n for _ in range(n_boot))
    low = boot[int(alpha / 2 * n_boot)]
    high = boot[min(int((1 - alpha / 2) * n_boot), n_boot - 1)]
    below = sum(x <= 0 for x in boot)
    above = sum(x >= 0 for x in boot)
    return {
        "delta": sum(diffs) / n,
        "ci_low": low,
        "ci_high": high,
        "p_value": min(1, 2 * min(below, above) / n_boot),
    }
