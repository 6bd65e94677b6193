# source: learners
import random
from fractions import Fraction


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if not (a and b and len(a) == len(b)) or n_boot < 1 or not (0 < alpha < 1):
        raise ValueError("cannot compare")
    n, rng = len(a), random.Random(f"paired {seed}")
    d = [Fraction(x) - Fraction(y) for x, y in zip(a, b, strict=True)]
    unit = max(x.denominator for x in d)
    whole = [int(x * unit) for x in d]  # ints are quicker to add up
    boot = sorted(Fraction(sum(rng.choices(whole, k=n)), unit * n) for _ in range(n_boot))
    tail = Fraction(alpha) / 2
    low, high = boot[int(tail * (n_boot - 1))], boot[-1 - int(tail * (n_boot - 1))]
    sides = [sum(x <= 0 for x in boot), sum(x >= 0 for x in boot)]
    p = min(Fraction(1), Fraction(2 * min(sides), n_boot))
    return {"delta": float(sum(d) / n), "ci_low": float(low), "ci_high": float(high), "p_value": float(p)}
