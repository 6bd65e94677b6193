# source: learners
import math
import statistics


def accuracy_with_stderr(hits):
    xs = []
    for h in hits:
        if h is True or h is False or (type(h) is int and h in (0, 1)):
            xs.append(float(h))
        else:
            raise ValueError(f"{h!r} is not a hit")
    acc = statistics.fmean(xs)
    return {"acc": acc, "stderr": statistics.stdev(xs) / math.sqrt(len(xs)) if len(xs) > 1 else 0.0, "n": len(xs)}
