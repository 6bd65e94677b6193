# source: learners
def pass_at_k(n: int, c: int, k: int) -> float:
    if any(not isinstance(x, int) or isinstance(x, bool) for x in (n, c, k)):
        raise TypeError("n, c and k must be int")
    if c not in range(n + 1) or k not in range(1, n + 1):
        raise ValueError("out of range")
    wrong = 1.0
    for i in range(k):
        wrong *= max(n - c - i, 0) / (n - i)
    return 1.0 - wrong
