# source: stub
import statistics


class Accuracy:
    ALLOWED = frozenset({0, 1})

    def __call__(self, hits):
        values = [self.value(h) for h in hits]
        if not values:
            raise ValueError("there are no samples")
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        return dict(acc=float(statistics.fmean(values)), stderr=float(spread / len(values) ** 0.5), n=len(values))

    def value(self, h):
        try:
            good = h in self.ALLOWED
        except TypeError:  # a list, say
            good = False
        if not good:
            raise ValueError(f"{h!r} is not True, False, 1 or 0")
        return int(h)


accuracy_with_stderr = Accuracy()
