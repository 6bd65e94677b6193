"""How sure a measured number is. Pure, and the same on every machine: draws come from SHA-256, not from a generator
whose algorithm may change.

Every metric here is a ratio of sums over samples: of points to samples for a proportion, of bits to bytes for a loss.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Z95 = 1.959963984540054
"""0.975 quantile of the standard normal distribution."""
RESAMPLES = 10_000
SEED = "smol-eval paired bootstrap 1"


class Estimate(NamedTuple):
    """A number with its standard error and the bounds of its 95 % interval."""

    value: float
    stderr: float
    low: float
    high: float


class Difference(NamedTuple):
    """Second minus first, over the same samples."""

    value: float
    low: float
    high: float

    @property
    def is_tie(self) -> bool:
        """Whether the interval holds zero."""
        return self.low <= 0.0 <= self.high


def proportion(points: Sequence[float]) -> Estimate:
    """Return the share of ones among zeros and ones, with Wilson's interval (E. B. Wilson 1927, JASA 22).

    The standard error is that of lm-eval's `mean`: sample standard deviation over the root of n; 0 for one sample.
    Raises ValueError for no samples.
    """
    n = len(points)
    if n == 0:
        raise ValueError("no samples")
    value = math.fsum(points) / n
    squares = math.fsum((point - value) ** 2 for point in points)
    stderr = math.sqrt(squares / (n - 1) / n) if n > 1 else 0.0
    low, high = wilson(value, n)
    return Estimate(value, stderr, low, high)


def wilson(share: float, n: int, z: float = Z95) -> tuple[float, float]:
    """Return the bounds of Wilson's score interval for a share of n samples, both within [0, 1]."""
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def ratio(sums: Sequence[float], weights: Sequence[float]) -> Estimate:
    """Return sum(sums) / sum(weights) with a normal interval; the samples are what is drawn, not the bytes in them.

    The standard error is the ratio estimator's (W. G. Cochran, Sampling Techniques, 6.4), which for equal weights is
    that of the mean. Raises ValueError for no samples or no weight.
    """
    n, total = len(sums), math.fsum(weights)
    if n == 0 or n != len(weights) or total <= 0:
        raise ValueError("no samples, or no weight")
    value = math.fsum(sums) / total
    squares = math.fsum((one - value * weight) ** 2 for one, weight in zip(sums, weights, strict=True))
    stderr = math.sqrt(n / (n - 1) * squares) / total if n > 1 else 0.0
    return Estimate(value, stderr, value - Z95 * stderr, value + Z95 * stderr)


def paired(
    first: Sequence[float],
    second: Sequence[float],
    weights: Sequence[float],
    *,
    resamples: int = RESAMPLES,
    seed: str = SEED,
) -> Difference:
    """Return how far the second's ratio is above the first's: percentile bootstrap over samples, both drawn together.

    `first`, `second`: sums of each sample (points, bits); `weights`: of each sample (1, bytes). All of one length.
    Raises ValueError for no samples or different lengths (B. Efron, R. Tibshirani 1993, chapter 13).
    """
    import numpy as np

    n = len(weights)
    if n == 0 or not len(first) == len(second) == n:
        raise ValueError("the samples are not the same")
    gap, weight = np.asarray(second, float) - np.asarray(first, float), np.asarray(weights, float)
    value = math.fsum(gap) / math.fsum(weight)
    found = np.empty(resamples)
    for number in range(resamples):
        drawn = _drawn(seed, number, n)
        found[number] = gap[drawn].sum() / weight[drawn].sum()
    low, high = np.quantile(found, [0.025, 0.975])
    return Difference(value, float(low), float(high))


def _drawn(seed: str, number: int, n: int) -> NDArray[np.int64]:
    """Return n indices below n; SHAKE-128 of seed and number, 64 bits each, so that the bias is below 2**-50."""
    import numpy as np

    stream = hashlib.shake_128(f"{seed}\n{number}".encode()).digest(8 * n)
    return (np.frombuffer(stream, "<u8") % np.uint64(n)).astype(np.int64)


def millionths(value: float) -> int:
    """Return a number as records hold it, rounded half to even. Raises ValueError for what is no number."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number")
    return round(value * 1_000_000)
