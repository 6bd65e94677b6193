# mistake: both divisors are n - 1
# hint: minus_one_twice
# source: learners
def accuracy_with_stderr(hits):
    if not hits or any(h not in (0, 1) for h in hits):
        raise ValueError("hits")
    n = len(hits)
    acc = sum(hits) / n
    var = sum((h - acc) ** 2 for h in hits) / (n - 1) if n > 1 else 0.0
    return {"acc": acc, "stderr": (var / max(n - 1, 1)) ** 0.5, "n": n}
