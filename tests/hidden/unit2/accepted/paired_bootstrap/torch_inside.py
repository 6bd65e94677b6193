# source: learners
def paired_bootstrap(a, b, *, n_boot=2000, seed=0, alpha=0.05):
    import torch

    if len(a) != len(b) or not a or n_boot < 1 or not 0 < alpha < 1:
        raise ValueError("bad arguments")
    d = torch.tensor(a, dtype=torch.float64) - torch.tensor(b, dtype=torch.float64)
    g = torch.Generator().manual_seed(seed)
    boot = d[torch.randint(len(d), (n_boot, len(d)), generator=g)].mean(1)
    low, high = torch.quantile(boot, torch.tensor([alpha / 2, 1 - alpha / 2], dtype=torch.float64)).tolist()
    p = 2 * min((boot <= 0).double().mean().item(), (boot >= 0).double().mean().item())
    return {"delta": d.mean().item(), "ci_low": low, "ci_high": high, "p_value": min(p, 1.0)}
