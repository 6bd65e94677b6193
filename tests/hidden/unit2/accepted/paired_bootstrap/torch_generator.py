# source: stub
import torch


def paired_bootstrap(
    a: list[float], b: list[float], *, n_boot: int = 2000, seed: int = 0, alpha: float = 0.05
) -> dict[str, float]:
    n = len(a)
    if n == 0 or n != len(b):
        raise ValueError(f"a has {n} scores and b has {len(b)}")
    if n_boot < 1:
        raise ValueError(f"n_boot is {n_boot}")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is {alpha}")
    ta = torch.tensor(a, dtype=torch.float64)
    tb = torch.tensor(b, dtype=torch.float64)
    gen = torch.Generator().manual_seed(seed)
    deltas = torch.empty(n_boot, dtype=torch.float64)
    for r in range(n_boot):
        i = torch.randint(n, (n,), generator=gen)
        deltas[r] = ta[i].sum() / n - tb[i].sum() / n
    deltas, _ = deltas.sort()

    def at(q: float) -> float:
        pos = q * (n_boot - 1)
        lo = int(pos)
        hi = min(lo + 1, n_boot - 1)
        x, y = deltas[lo].item(), deltas[hi].item()
        return x + (y - x) * (pos - lo)

    le = int((deltas <= 0).sum())
    ge = int((deltas >= 0).sum())
    return {
        "delta": (ta.sum() / n - tb.sum() / n).item(),
        "ci_low": at(alpha / 2),
        "ci_high": at(1 - alpha / 2),
        "p_value": min(1.0, 2 * min(le, ge) / n_boot),
    }
