"""What wrong numbers are to the right ones, as a word of a fixed vocabulary."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 1024
"""Numbers of an array that are looked at, from its start."""
CLOSE = 1e-4
"""Relative: numbers that came through float32, or a sum in another order, are still the same."""
TINY = 1e-7
NEAR = 2e-3
"""Relative: what rounding, or another epsilon, may come to."""
MULTIPLE = 64
"""Beyond it, a multiple is one by chance."""
SMALL = 10
"""Whole numbers up to this one are doubles and squares of each other by chance."""


def number_relation(expected: float, got: float) -> str:
    """Return what `got` is to `expected`, another number; the surest word that fits."""
    if not math.isfinite(got):
        return "nan" if math.isnan(got) else "inf"
    if not math.isfinite(expected):
        return "number-for-nan" if math.isnan(expected) else "number-for-inf"
    if got == 0:
        return "zero"
    whole = float(expected).is_integer() and float(got).is_integer()
    few = whole and max(abs(expected), abs(got)) <= SMALL
    if expected == 0 and not few:
        return "number-for-zero"
    known = STEPS if few else [*STEPS, *OF_NUMBERS] if whole else [*OF_NUMBERS, *STEPS]
    for name, form in known:
        if _alike(_tried(form, expected), got):
            return name
    if found := _times(expected, got):
        return found
    if any(got == round(expected, digits) for digits in range(7)):
        return "rounded"
    if abs(got - expected) <= NEAR * abs(expected):
        return "near"
    return "other-sign" if (got < 0) != (expected < 0) else "other"


def _times(expected: float, got: float) -> str:
    """Return whether one number is a whole multiple of the other, as a sum is of a mean, or an empty text."""
    if float(expected).is_integer() and float(got).is_integer():
        return ""  # counts are, by chance
    for name, ratio in (
        ("multiple", _tried(lambda x: got / x, expected)),
        ("share", _tried(lambda x: x / got, expected)),
    ):
        if 2 < abs(ratio) <= MULTIPLE and abs(ratio - round(ratio)) <= CLOSE / 10 * abs(ratio):
            return name if ratio > 0 else f"negative-{name}"
    return ""


def _alike(left: float, right: float) -> bool:
    return abs(left - right) <= CLOSE * abs(right) + TINY


def _tried(form: Callable[[float], float], number: float) -> float:
    try:
        return form(number)
    except (ArithmeticError, ValueError):
        return math.nan


STEPS: tuple[tuple[str, Callable[[float], float]], ...] = (
    ("plus-one", lambda x: x + 1),
    ("minus-one", lambda x: x - 1),
)
OF_NUMBERS: tuple[tuple[str, Callable[[float], float]], ...] = (
    ("negated", lambda x: -x),
    ("doubled", lambda x: 2 * x),
    ("halved", lambda x: x / 2),
    ("complement", lambda x: 1 - x),
    ("times-100", lambda x: 100 * x),
    ("over-100", lambda x: x / 100),
    ("reciprocal", lambda x: 1 / x),
    ("squared", lambda x: x * x),
    ("root", math.sqrt),
    ("exp", math.exp),
    ("log", math.log),
    ("negated-exp", lambda x: math.exp(-x)),
    ("negated-log", lambda x: -math.log(x)),
)


def array_relation(expected: Any, got: Any) -> str:
    """Return what an array is to the one expected: shapes, else numbers. Both are what NumPy takes for numbers."""
    import numpy as np

    wanted, found = np.asarray(expected), np.asarray(got)
    if wanted.shape != found.shape:
        return shape_relation(wanted.shape, found.shape)
    if wanted.size > MOST:
        wanted, found = wanted.reshape(-1)[:MOST], found.reshape(-1)[:MOST]
    left, right = wanted.astype(np.float64), found.astype(np.float64)
    if left.size == 1:
        return number_relation(float(left.reshape(-1)[0]), float(right.reshape(-1)[0]))
    with np.errstate(all="ignore"):
        return _not_finite(left, right) or _numbers(left, right)


def shape_relation(expected: Sequence[int], got: Sequence[int]) -> str:
    """Return what a shape is to the one expected."""
    wanted, found = tuple(expected[:8]), tuple(got[:8])
    if not found:
        return "scalar"
    if not wanted:
        return "array-for-scalar"
    if 0 in found and 0 not in wanted:
        return "no-numbers"
    ones = [tuple(size for size in shape if size != 1) for shape in (wanted, found)]
    if ones[0] == ones[1]:
        return "one-dimension-more" if len(found) > len(wanted) else "one-dimension-less"
    if len(wanted) == len(found):
        return _same_dimensions(wanted, found)
    if math.prod(wanted) == math.prod(found):
        return "flattened" if len(found) == 1 else "reshaped"
    return "reduced" if len(found) < len(wanted) else "more-dimensions"


def _same_dimensions(wanted: tuple[int, ...], found: tuple[int, ...]) -> str:
    if sorted(wanted) == sorted(found):
        return "transposed"
    places = [i for i, pair in enumerate(zip(wanted, found, strict=True)) if pair[0] != pair[1]]
    if len(places) > 1:
        return "reshaped" if math.prod(wanted) == math.prod(found) else "sizes"
    less = wanted[places[0]] - found[places[0]]
    side = "last" if places[0] == len(wanted) - 1 else "first" if places[0] == 0 else "middle"
    how = "one-shorter" if less == 1 else "one-longer" if less == -1 else "shorter" if less > 0 else "longer"
    return f"{side}-{how}"


def _not_finite(left: NDArray[Any], right: NDArray[Any]) -> str:
    import numpy as np

    for name, test in (("nan", np.isnan), ("inf", np.isinf)):
        odd = test(right) & ~test(left)
        if odd.any():
            return name if odd.all() else f"part-{name}"
    return "" if np.isfinite(left).all() else "number-for-nan"


def _numbers(left: NDArray[Any], right: NDArray[Any]) -> str:
    import numpy as np

    wrong = ~np.isclose(right, left, rtol=CLOSE, atol=TINY)
    if not wrong.any():
        return "near"
    whole = _form(left, right) or _moved(left, right) or _line(left, right)
    if whole:
        return whole
    if not wrong.all():
        return f"part-{_form(left[wrong], right[wrong]) or _line(left[wrong], right[wrong]) or 'other'}"
    return "near" if (np.abs(right - left) <= NEAR * np.abs(left)).all() else "other"


def _form(left: NDArray[Any], right: NDArray[Any]) -> str:
    """Return the function of the right numbers that the wrong ones are, or an empty text."""
    import numpy as np

    if not right.any():
        return "zero"
    forms: tuple[tuple[str, Any], ...] = (
        ("negated", -left),
        ("doubled", 2 * left),
        ("halved", left / 2),
        ("magnitude", np.abs(left)),
        ("plus-one", left + 1),
        ("minus-one", left - 1),
        ("complement", 1 - left),
        ("reciprocal", 1 / left),
        ("squared", left * left),
        ("root", np.sqrt(left)),
        ("exp", np.exp(left)),
        ("log", np.log(left)),
    )
    return next((name for name, form in forms if np.allclose(form, right, rtol=CLOSE, atol=TINY)), "")


def _moved(left: NDArray[Any], right: NDArray[Any]) -> str:
    """Return how the right numbers stand elsewhere, or an empty text."""
    import numpy as np

    def alike(form: NDArray[Any]) -> bool:
        return form.shape == right.shape and np.allclose(form, right, rtol=CLOSE, atol=TINY)

    if left.ndim == 2 and alike(left.T):
        return "transposed"
    if alike(np.flip(left, -1)) or alike(np.flip(left, 0)):
        return "reversed"
    if alike(np.roll(left, 1, -1)) or alike(np.roll(left, -1, -1)):
        return "rolled"
    later, earlier = (left[..., 1:], right[..., :-1]), (left[..., :-1], right[..., 1:])
    for name, (ours, theirs) in (("shifted-left", later), ("shifted-right", earlier)):
        if ours.shape[-1] > 1 and np.allclose(ours, theirs, rtol=CLOSE, atol=TINY):
            return name
    return "permuted" if alike(np.sort(left, None)[np.argsort(np.argsort(right, None))].reshape(left.shape)) else ""


def _line(left: NDArray[Any], right: NDArray[Any]) -> str:
    """Return how the wrong numbers lie on a line over the right ones, or an empty text."""
    import numpy as np

    if left.size < 2:
        return ""
    if np.ptp(right) <= CLOSE * np.abs(right).max():
        return "constant"
    size = float(left @ left) if left.ndim == 1 else float((left * left).sum())
    factor = float((left * right).sum()) / size if size else 0.0
    if factor and np.allclose(factor * left, right, rtol=CLOSE, atol=TINY):
        return "negative-scaled" if factor < 0 else "scaled-up" if factor > 1 else "scaled-down"
    return "offset" if np.ptp(right - left) <= CLOSE * np.abs(right).max() else ""
