# mistake: TypeError for a bad hit
# hint: raises_other
# source: learners
def accuracy_with_stderr(hits):
    if not hits:
        raise ValueError("hits")
    if any(h not in (0, 1) for h in hits):
        raise TypeError("hits")
    n = len(hits)
    acc = sum(hits) / n
    return {"acc": acc, "stderr": (acc * (1 - acc) / (n - 1)) ** 0.5 if n > 1 else 0.0, "n": n}
