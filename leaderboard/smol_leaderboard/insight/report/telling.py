"""Findings as sentences, in a language: what page and terminal say alike. Texts of records show all they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from smol_grade.messages import say
from smol_grade.records import Language
from smol_grade.report.visible import visible_text

from ..analysis import Insight
from ..clusters import Cluster, Told
from ..discrimination import Discrimination, Verdict
from ..hard import Hard
from ..hints import HintFigures
from ..outline import Item
from ..passing import Median, Share
from ..privacy import FEW, is_few, withheld

LONGEST = 120
"""Characters of one name or shape."""
SHORT = 10
"""Findings that the terminal tells."""


class Finding(NamedTuple):
    """Something that stands out."""

    kind: str
    """`hard`, `hint`, `cluster`, `doubtful` or `weak`."""
    sentence: str
    more: str = ""
    """The text of the hint, or what is to be done."""
    cluster: Cluster | None = None


class Teller:
    """Says numbers and findings in one language."""

    def __init__(self, insight: Insight, language: Language) -> None:
        self.insight, self.language = insight, language
        self._outline = insight.gradings.outline

    def say(self, key: str, **fields: object) -> str:
        """Return a sentence of the catalogue."""
        return say(self.language, f"insight.{key}", **fields)

    # names and numbers

    def text(self, raw: str) -> str:
        """Return a text of a record without a character that does more than show itself."""
        return visible_text(raw if len(raw) <= LONGEST else f"{raw[: LONGEST - 1]}…")

    def unit(self, slug: str) -> str:
        """Return what people call a unit."""
        return self.text(self._outline.alias(slug))

    def title(self, slug: str) -> str:
        """Return a unit's title, empty for one that the course does not have now."""
        found = next((unit.title for unit in self._outline.units if unit.slug == slug), None)
        return found.in_language(self.language) if found is not None else ""

    def name(self, item: Item) -> str:
        """Return what people call an exercise or check: `unit1/exercise/check`."""
        parts = (self.unit(item.unit), self.text(item.exercise), self.text(item.check))
        return "/".join(part for part in parts if part)

    def number(self, value: float, digits: int = 1) -> str:
        """Return a number with a few digits, none where it has none."""
        shown = f"{value:.{digits}f}"
        if digits:
            shown = shown.rstrip("0").rstrip(".")
        shown = "0" if shown == "-0" else shown
        return shown.replace(".", ",") if self.language == "es" else shown

    def people(self, learners: int) -> str:
        """Return how many people, or that they are too few to be told."""
        return f"<{FEW}" if is_few(learners) else str(learners)

    def part(self, part: int, of: int) -> str:
        """Return how many of a known number, or that they, or the others, are too few to be told."""
        return f">{of - FEW}" if is_few(of - part) and not is_few(part) else self.people(part)

    def followed(self, hint: HintFigures) -> list[str]:
        """Return what came after a hint, as `HintFigures.parts`; a dash stands beside what is too few to be told."""
        hidden = zip(hint.parts, withheld(hint.parts), strict=True)
        return ["–" if hides and not is_few(part) else self.people(part) for part, hides in hidden]

    def percent(self, share: float) -> str:
        """Return a share; what is not all and not nothing is not rounded to either."""
        rounded = round(100 * share)
        if 0 < share and rounded == 0:
            return "<1 %"
        if share < 1 and rounded == 100:
            return ">99 %"
        return f"{rounded} %"

    def share(self, share: Share | None) -> str:
        """Return a share with its interval, a dash where it is not told."""
        if share is None:
            return "–"
        low, high = share.bounds
        return f"{self.percent(share.value)} ({round(100 * low)}–{round(100 * high)})"

    def median(self, median: Median | None, digits: int = 1) -> str:
        """Return a median with its interval."""
        if median is None:
            return "–"
        if median.value is None:
            return self.say("not_yet")
        value = self.number(median.value, digits)
        low = self.number(median.low, digits) if median.low is not None else value
        high = self.number(median.high, digits) if median.high is not None else "…"
        return value if low == high == value else f"{value} ({low}–{high})"

    def correlation(self, one: Discrimination | None) -> str:
        """Return a correlation with its interval."""
        if one is None:
            return "–"
        return f"{self.number(one.value, 2)} ({self.number(one.low, 2)}–{self.number(one.high, 2)})"

    def failure(self, told: Told) -> str:
        """Return a failure of a group: check, and how the answer was wrong."""
        return f"{self.text(told.failure.check)}: {self.text(told.failure.shape)}"

    # findings

    def findings(self) -> list[Finding]:
        """Return what stands out, what can be mended by writing first."""
        return list(self._findings())

    def _findings(self) -> Iterator[Finding]:
        insight = self.insight
        for cluster in insight.unrecognised:
            yield Finding("cluster", self._cluster(cluster), cluster=cluster)
        for hint in insight.misleading:
            text = self._outline.hint_text(hint.item, hint.hint, self.language)
            yield Finding("hint", self._hint(hint), self.say("hint_says", text=text) if text else "")
        for hard in (*insight.hard_exercises, *insight.hard_checks):
            yield Finding("hard", self._hard(hard))
        for weak in insight.weak:
            yield Finding("weak", self._weak(weak))
        for cluster, hint in insight.doubtful:
            yield Finding("doubtful", self._doubtful(cluster, hint), cluster=cluster)

    def _cluster(self, cluster: Cluster) -> str:
        unsolved = self.part(cluster.unsolved, cluster.learners)
        return self.say("cluster", item=self.name(cluster.item), learners=cluster.learners, unsolved=unsolved)

    def _doubtful(self, cluster: Cluster, hint: HintFigures) -> str:
        assert hint.others is not None
        return self.say(
            "doubtful",
            item=self.name(cluster.item),
            learners=cluster.learners,
            hint=self.text(hint.hint),
            check=self.text(hint.item.check),
            share=self.percent(hint.after.value),
            tries=hint.again,
            others=self.percent(hint.others.value),
            of=hint.others.of,
            unsolved=self.part(cluster.unsolved, cluster.learners),
        )

    def _hint(self, one: HintFigures) -> str:
        assert one.others is not None
        return self.say(
            "misleads_exercise" if one.whole_exercise else "misleads_check",
            hint=self.text(one.hint),
            item=self.name(one.item),
            share=self.percent(one.after.value),
            tries=one.again,
            others=self.percent(one.others.value),
            of=one.others.of,
            same=self.part(one.same, one.again),
            q=self._chance(one.q or 0.0),
        )

    def _chance(self, q: float) -> str:
        return "<" + self.number(0.001, 3) if q < 0.001 else self.number(q, 3)

    def _hard(self, hard: Hard) -> str:
        figures = hard.figures
        assert figures.first is not None
        assert figures.attempts is not None
        never = figures.attempts.value is None
        low, high = figures.first.bounds
        return self.say(
            "hard_unsolved" if never else "hard",
            item=self.name(figures.item),
            share=self.percent(figures.first.value),
            learners=figures.learners,
            low=round(100 * low),
            high=round(100 * high),
            usual=self.percent(hard.usual_share),
            attempts="" if never else self.number(figures.attempts.value or 0.0),
            usual_attempts=self.number(hard.usual_attempts),
        )

    def _weak(self, one: Discrimination) -> str:
        key = "negative" if one.verdict is Verdict.NEGATIVE else "weak"
        return self.say(key, item=self.name(one.item), value=self.correlation(one), learners=one.learners)

    # what is to be known of the numbers

    @property
    def is_of_batches(self) -> bool:
        """Whether the records are those of batches: then there is no board to speak of."""
        return self.insight.gradings.batches > 0

    def counted(self) -> str:
        """Return what the report is made of."""
        gradings = self.insight.gradings
        first, last = self.insight.period
        idle = self.say("not_begun", number=gradings.idle) if gradings.idle else ""
        return self.say(
            "counted" if first else "counted_undated",
            learners=self.people(gradings.learners + gradings.idle_learners),
            submissions=f"{len(gradings.submissions) + gradings.idle}{idle}",
            units=len(self.insight.steps),
            first=first,
            last=last,
        )

    def cautions(self) -> list[str]:
        """Return what keeps the numbers from saying more."""
        gradings = self.insight.gradings
        said = []
        if is_few(gradings.learners):
            said.append(self.say("caution_few", number=FEW))
        if gradings.submissions and not gradings.has_shapes and len(gradings.shapes) > 1:
            said.append(self.say("caution_shapes"))
        if gradings.same:
            said.append(self.say("caution_same", number=gradings.same))
        if gradings.skipped:
            said.append(self.say("caution_skipped", number=gradings.skipped))
        return said

    def nothing(self) -> str:
        """Return that there is nothing to tell of, and why."""
        idle = self.insight.gradings.idle
        return self.say("nothing_begun", number=idle) if idle else self.say("nothing_graded")

    def is_empty(self) -> bool:
        """Return whether there is nothing to tell of."""
        return not self.insight.gradings.submissions


def summary(insight: Insight, language: Language) -> str:
    """Return what the terminal says: what was counted, and what stands out; the page has all of it."""
    teller = Teller(insight, language)
    if teller.is_empty():
        return "\n".join([teller.nothing(), *teller.cautions()])
    findings = teller.findings()
    lines = [teller.counted(), *teller.cautions(), ""]
    for finding in findings[:SHORT]:
        lines.append(f"* {finding.sentence}")
        if finding.cluster:
            lines.append("  " + "; ".join(map(teller.failure, finding.cluster.failures)))
    if len(findings) > SHORT:
        lines.append(teller.say("more_findings", number=len(findings) - SHORT))
    return "\n".join(lines if findings else [*lines, teller.say("nothing_stands_out")])
