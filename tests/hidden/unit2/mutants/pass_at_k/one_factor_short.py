# mistake: a factor of the product is missing
# hint: off_by_one
# source: learners
def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    if n - c < k:
        return 1.0
    p = 1.0
    for i in range(k - 1):
        p *= (n - c - i) / (n - i)
    return 1 - p
