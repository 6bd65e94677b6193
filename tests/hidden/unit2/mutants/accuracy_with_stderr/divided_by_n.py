# mistake: s / n
# hint: no_root
# source: learners
import statistics


def accuracy_with_stderr(hits):
    if not hits or any(h not in (0, 1) for h in hits):
        raise ValueError("hits")
    x = [float(h) for h in hits]
    s = statistics.stdev(x) if len(x) > 1 else 0.0
    return {"acc": statistics.mean(x), "stderr": s / len(x), "n": len(x)}
