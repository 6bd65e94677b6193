# mistake: formatted numbers
# hint: plain_numbers
# source: learners
def accuracy_with_stderr(hits):
    if not hits or any(h not in (0, 1) for h in hits):
        raise ValueError("hits")
    n = len(hits)
    acc = sum(hits) / n
    return {"acc": f"{acc:.4f}", "stderr": f"{(acc * (1 - acc) / max(n - 1, 1)) ** 0.5:.4f}", "n": n}
