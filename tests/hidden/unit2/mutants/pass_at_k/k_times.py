# mistake: k times the chance of one
# hint: times_k
# source: learners
def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    return min(1.0, k * c / n)
