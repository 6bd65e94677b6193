# source: stub
import operator


class PassAtK:
    """chance that the first right one comes at draw 1, 2, ... k, added up"""

    def __call__(self, n, c, k):
        n, c, k = (self.whole(x) for x in (n, c, k))
        if min(c, n - c, k - 1, n - k) < 0:
            raise ValueError("c must be in 0..n and k in 1..n")
        still_wrong, total = 1.0, 0.0
        for drawn in range(k):
            hit = c / (n - drawn)
            if hit >= 1:
                return 1.0
            total += still_wrong * hit
            still_wrong *= 1 - hit
        return min(1.0, total)

    @staticmethod
    def whole(x):
        return operator.index(x)  # raises TypeError for 5.0 and "5"


pass_at_k = PassAtK()
