"""Everything that is told, in one record."""

from __future__ import annotations

from dataclasses import dataclass

from .clusters import Cluster, clusters_of
from .discrimination import Discrimination, Verdict, discriminations_of
from .hard import Hard, hard_checks, hard_exercises
from .hints import HintFigures, hints_of
from .outline import Item
from .passing import Figures, Step, figures_of, steps_of
from .reading import Gradings


@dataclass(frozen=True)
class Insight:
    """What the records of a course say about where learners get stuck."""

    gradings: Gradings
    steps: tuple[Step, ...]
    exercises: tuple[Figures, ...]
    checks: tuple[Figures, ...]
    discriminations: dict[Item, Discrimination]
    hints: tuple[HintFigures, ...]
    clusters: tuple[Cluster, ...]
    hard_exercises: tuple[Hard, ...]
    hard_checks: tuple[Hard, ...]

    @property
    def misleading(self) -> tuple[HintFigures, ...]:
        """The hints after which fewer pass, the surest first."""
        return tuple(sorted((one for one in self.hints if one.misleads), key=lambda one: (one.q, one.item, one.hint)))

    @property
    def unrecognised(self) -> tuple[Cluster, ...]:
        """The groups that are worth a hint and certainly have none."""
        return tuple(one for one in self.clusters if one.worth and one.sure)

    @property
    def doubtful(self) -> tuple[tuple[Cluster, HintFigures], ...]:
        """The groups that are worth a hint unless a detector recognised them, with the hint that helps less there.

        A hint after which as many pass as after others fits, so most likely a detector chose it.
        """
        less = {(one.item, one.hint): one for one in self.hints if one.helps_less}
        found = []
        for cluster in (one for one in self.clusters if one.worth and not one.sure):
            shown = [(cluster.item._replace(check=told.failure.check), told.failure.hint) for told in cluster.failures]
            hints = sorted((less[one] for one in shown if one in less), key=lambda one: (one.q, one.item, one.hint))
            found += [(cluster, hints[0])] if hints else []
        return tuple(found)

    @property
    def weak(self) -> tuple[Discrimination, ...]:
        """The checks that say nothing of the rest of the unit, or the contrary; the worst first."""
        found = (one for one in self.discriminations.values() if one.verdict is not Verdict.FINE)
        return tuple(sorted(found, key=lambda one: (one.value, one.item)))

    @property
    def period(self) -> tuple[str, str]:
        """The first and the last day on which a submission came in, `2026-11-25`; empty without any."""
        days = [one.received_at[:10] for one in self.gradings.submissions if one.received_at]
        return (min(days), max(days)) if days else ("", "")


def analyse(gradings: Gradings) -> Insight:
    """Return what some gradings say."""
    units: dict[str, dict[int, bool]] = {}
    for one in gradings.submissions:
        learners = units.setdefault(one.unit, {})
        learners[one.learner] = learners.get(one.learner, False) or one.full
    exercises = figures_of(gradings.exercises, gradings.outline)
    checks = figures_of(gradings.checks, gradings.outline)
    hard = hard_exercises(exercises)
    return Insight(
        gradings,
        steps_of(units, gradings.outline),
        exercises,
        checks,
        discriminations_of(gradings.checks, gradings.outline),
        hints_of(gradings),
        clusters_of(gradings),
        hard,
        hard_checks(checks, hard),
    )
