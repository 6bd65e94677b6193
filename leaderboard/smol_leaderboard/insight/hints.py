"""What do learners do after a hint? Pass, meet the same hint again, fail in another way, or give up.

A hint misleads if after it fewer pass at their next try than after the other failures of the same check. Each learner
counts once a check, with the first failure there: who fails often would otherwise fill every group with the weak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from .outline import Item, Recognised
from .passing import Share
from .privacy import is_few
from .reading import Gradings
from .tries import Tries, spells_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENOUGH = 20
"""Next tries that are needed on both sides of a comparison."""
RATE = 0.05
"""False discovery rate over all hints that are compared (Y. Benjamini, Y. Hochberg 1995, JRSS B 57)."""
GAP = 0.1
"""How much smaller the share that passes must be to be worth a word."""


@dataclass(frozen=True)
class HintFigures:
    """What followed one hint of one check."""

    item: Item
    """The check."""
    hint: str
    recognised: Recognised
    learners: int
    """Who were shown it there, once or more often."""
    shown: int
    """How often."""
    left: int = 0
    """Whose first failure there it was, and who did not try again."""
    again: int = 0
    """Whose first failure there it was, and who tried again. Of them:"""
    passed: int = 0
    same: int = 0
    """Were shown the same hint."""
    other: int = 0
    """Failed in another way."""
    others: Share | None = None
    """Who passed at the next try after another first failure; None where too few did for a comparison."""
    whole_exercise: bool = False
    """Whether these are failures of the exercise's other checks, since the check has too few."""
    p: float | None = None
    """One-sided Fisher's exact test: as few passes as this, if the hint were like the other failures."""
    q: float | None = None
    """The same over all hints, by Benjamini and Hochberg."""

    @property
    def after(self) -> Share:
        """Who passed at the next try."""
        return Share(self.passed, self.again)

    @property
    def parts(self) -> tuple[int, int, int, int]:
        """Those whose first failure it was, by what they did next: passed, saw it again, failed otherwise, left."""
        return (self.passed, self.same, self.other, self.left)

    @property
    def helps_less(self) -> bool:
        """Whether fewer pass after it, beyond chance."""
        return (
            self.q is not None
            and self.others is not None
            and self.q < RATE
            and self.others.value - self.after.value >= GAP
        )

    @property
    def misleads(self) -> bool:
        """Whether it speaks of a mistake that was seen, and fewer pass after it.

        Where it may be the check's fallback it perhaps does not speak of the mistake: see `Insight.doubtful`.
        """
        return self.helps_less and self.recognised is Recognised.YES


class _Failures(NamedTuple):
    """The first failure of each learner at each check, sorted by check."""

    item: NDArray[np.int32]
    learner: NDArray[np.int32]
    hint: NDArray[np.int32]
    again: NDArray[np.bool_]
    """Whether the learner tried again; else the next two are False."""
    passed: NDArray[np.bool_]
    same: NDArray[np.bool_]


def hints_of(gradings: Gradings) -> tuple[HintFigures, ...]:
    """Return the figures of every hint of every check, those of too few learners left out."""
    tries = gradings.checks
    if not len(tries.item):
        return ()
    return tuple(_corrected(_compared(gradings, _first_failures(tries))))


def _first_failures(tries: Tries) -> _Failures:
    import numpy as np

    spells = spells_of(tries)
    n = len(tries.item)
    at = np.minimum.reduceat(np.where(tries.passed, n, np.arange(n)), spells.start)
    some = at < spells.end
    at, end = at[some], spells.end[some]
    again = at + 1 < end
    following = np.where(again, at + 1, at)
    return _Failures(
        tries.item[at],
        tries.learner[at],
        tries.hint[at],
        again,
        again & tries.passed[following],
        again & ~tries.passed[following] & (tries.hint[following] == tries.hint[at]),
    )


def _compared(gradings: Gradings, failures: _Failures) -> Iterator[HintFigures]:
    import numpy as np

    tries = gradings.checks
    bounds, firsts = tries.bounds(), np.searchsorted(failures.item, np.arange(len(tries.items) + 1))
    exercises: dict[Item, list[int]] = {}
    for number, item in enumerate(tries.items):
        exercises.setdefault(item._replace(check=""), []).append(number)
    for number, item in enumerate(tries.items):
        rows = slice(bounds[number], bounds[number + 1])
        own = _Failures._make(column[firsts[number] : firsts[number + 1]] for column in failures)
        siblings = exercises[item._replace(check="")]
        family = slice(firsts[siblings[0]], firsts[siblings[-1] + 1])
        exercise = _Failures._make(column[family] for column in failures)
        hints, learners = tries.hint[rows], tries.learner[rows]
        for code in np.unique(hints[hints > 0]).tolist():
            seen = hints == code
            people = len(np.unique(learners[seen]))
            if is_few(people):
                continue
            hint = gradings.hints[code]
            recognised = gradings.outline.recognised(item, hint)
            figures = HintFigures(item, hint, recognised, people, int(seen.sum()))
            yield _followed(figures, code, own, exercise)


def _followed(figures: HintFigures, code: int, own: _Failures, exercise: _Failures) -> HintFigures:
    """Return the figures with what came next, compared with the check's other failures or else the exercise's."""
    import numpy as np

    mine = own.hint == code
    again = mine & own.again
    figures = replace(
        figures,
        left=int((mine & ~own.again).sum()),
        again=int(again.sum()),
        passed=int((again & own.passed).sum()),
        same=int((again & own.same).sum()),
        other=int((again & ~own.passed & ~own.same).sum()),
    )
    if figures.recognised is Recognised.NO or figures.again < ENOUGH:
        return figures  # a fallback is shown for mistakes of all kinds, so it is not what sets them apart: see clusters
    rest = ~mine & own.again
    others, whole = Share(int((rest & own.passed).sum()), int(rest.sum())), False
    if others.of < ENOUGH:
        rest = exercise.again & (exercise.item != own.item[0]) & ~np.isin(exercise.learner, own.learner[mine])
        at = np.flatnonzero(rest)[np.unique(exercise.learner[rest], return_index=True)[1]]
        others, whole = Share(int(exercise.passed[at].sum()), len(at)), True
    if others.of < ENOUGH:
        return figures
    return replace(figures, others=others, whole_exercise=whole, p=_fewer(figures.after, others))


def _fewer(one: Share, other: Share) -> float:
    from scipy.stats import fisher_exact

    table = [[one.n, one.of - one.n], [other.n, other.of - other.n]]
    return float(fisher_exact(table, alternative="less").pvalue)


def _corrected(hints: Iterable[HintFigures]) -> list[HintFigures]:
    """Return the figures with what each p is worth among all of them."""
    from scipy.stats import false_discovery_control

    found = list(hints)
    tested = [number for number, one in enumerate(found) if one.p is not None]
    if tested:
        adjusted = false_discovery_control([found[number].p for number in tested])
        for number, q in zip(tested, adjusted, strict=True):
            found[number] = replace(found[number], q=float(q))
    return found
