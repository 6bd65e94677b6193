# mistake: n counts the right answers only
# hint: n_of_samples
# source: learners
def accuracy_with_stderr(hits):
    if not hits or any(h not in (0, 1) for h in hits):
        raise ValueError("hits")
    n = len(hits)
    p = sum(hits) / n
    return {"acc": p, "stderr": (p * (1 - p) / (n - 1)) ** 0.5 if n > 1 else 0.0, "n": sum(map(int, hits))}
