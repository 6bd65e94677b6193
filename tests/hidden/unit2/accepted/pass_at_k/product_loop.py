# source: stub
def pass_at_k(n: int, c: int, k: int) -> float:
    if not all(isinstance(v, int) for v in (n, c, k)):
        raise TypeError("n, c and k must be ints")
    if c < 0 or c > n or k < 1 or k > n:
        raise ValueError(f"impossible: n={n}, c={c}, k={k}")
    all_wrong = 1.0
    for i in range(k):
        if n - c - i <= 0:
            return 1.0
        all_wrong *= (n - c - i) / (n - i)
    return 1.0 - all_wrong
