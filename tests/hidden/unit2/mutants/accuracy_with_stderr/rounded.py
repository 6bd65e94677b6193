# mistake: rounds to four places
# hint: rounded
# source: learners
def accuracy_with_stderr(hits):
    if not hits or any(h not in (0, 1) for h in hits):
        raise ValueError("hits")
    n = len(hits)
    acc = sum(hits) / n
    stderr = (acc * (1 - acc) / (n - 1)) ** 0.5 if n > 1 else 0.0
    return {"acc": round(acc, 4), "stderr": round(stderr, 4), "n": n}
