# mistake: nan is let in, since it differs from itself
# hint: accepts_bad
# source: learners
def accuracy_with_stderr(hits: list[bool]) -> dict[str, float]:
    if not hits or any((hit not in (0, 1) and hit == hit for hit in hits)):
        raise ValueError('hits must be a list of True and False that is not empty')
    n = len(hits)
    acc = sum(hits) / n
    variance = sum(((hit - acc) ** 2 for hit in hits)) / (n - 1) if n > 1 else 0.0
    return {'acc': acc, 'stderr': (variance / n) ** 0.5, 'n': n}
