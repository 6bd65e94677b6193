# mistake: nothing gives an accuracy of 0
# hint: empty
# source: learners
def accuracy_with_stderr(hits):
    if any(h not in (0, 1) for h in hits):
        raise ValueError("hits")
    n = len(hits)
    acc = sum(hits) / n if n else 0.0
    return {"acc": acc, "stderr": (acc * (1 - acc) / (n - 1)) ** 0.5 if n > 1 else 0.0, "n": n}
