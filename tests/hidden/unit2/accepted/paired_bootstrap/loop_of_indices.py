# source: learners
import random
import statistics


class BadInput(ValueError):
    pass


def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    if len(a) != len(b):
        raise BadInput("lengths")
    if not len(a) or n_boot < 1 or not 0.0 < alpha < 1.0:
        raise BadInput("arguments")
    r = random.Random(seed)
    n = len(a)
    deltas = []
    for _ in range(n_boot):
        sum_a = sum_b = 0
        for _ in range(n):
            i = int(r.random() * n)
            sum_a += a[i]
            sum_b += b[i]
        deltas.append(sum_a / n - sum_b / n)
    deltas.sort()

    def quantile(q):
        place = q * (n_boot - 1)
        left = int(place)
        right = min(left + 1, n_boot - 1)
        return deltas[left] + (place - left) * (deltas[right] - deltas[left])

    share_low = sum(1 for d in deltas if d <= 0) / n_boot
    share_high = sum(1 for d in deltas if d >= 0) / n_boot
    return {
        "delta": statistics.fmean(a) - statistics.fmean(b),
        "ci_low": quantile(alpha / 2),
        "ci_high": quantile(1 - alpha / 2),
        "p_value": min(1.0, 2 * min(share_low, share_high)),
        "n": n,
    }
