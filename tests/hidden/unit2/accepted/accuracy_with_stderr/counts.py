# source: learners
import math


def accuracy_with_stderr(hits):
    n = len(hits)
    right, wrong = hits.count(1), hits.count(0)
    if n == 0 or right + wrong != n:
        raise ValueError("hits must be booleans")
    # sum (x - acc)^2 = right * wrong / n
    stderr = math.sqrt(right * wrong / n / (n - 1) / n) if n > 1 else 0.0
    return dict(acc=right / n, stderr=stderr, n=n)
