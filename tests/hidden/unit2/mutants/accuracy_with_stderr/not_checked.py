# mistake: everything true counts as a hit
# hint: accepts_bad
# source: learners
def accuracy_with_stderr(hits):
    if not hits:
        raise ValueError("hits")
    hits = [bool(h) for h in hits]
    n = len(hits)
    acc = sum(hits) / n
    return {"acc": acc, "stderr": (acc * (1 - acc) / (n - 1)) ** 0.5 if n > 1 else 0.0, "n": n}
