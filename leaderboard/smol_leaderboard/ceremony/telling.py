"""Awards and projects in words: what page and terminal say of them. Every text of a stranger is made visible."""

from __future__ import annotations

from typing import NamedTuple

from smol_grade.messages import say
from smol_grade.records import Language
from smol_grade.report.visible import visible_text

from ..board.awards import KINDS
from ..board.evaluations import HUB_ID
from ..board.reproducing import reproduce
from ..board.shapes import AwardLine, ProjectLine, WinnerLine
from ..entry_errors import EntryUnfit
from ..project_entry import ensure_demo, host_of
from ..schema import NOBODYS
from ..site import HUB
from ..view.model_texts import difference, interval, metric_name, value
from .reading import Evening

LONGEST_NAME = 80
"""Characters of a name that are shown."""
LONG = 16
"""Characters of a name above which it stands in smaller letters."""
SHORT = 12
"""Digits of a record's id that are shown."""
ACCURACY = "accuracy"
FEW = 4
"""Winners that stand in large letters; more share a screen in smaller ones."""


class ToldWinner(NamedTuple):
    """A winner, ready to be shown."""

    name: str
    """Empty for somebody whom the board does not name."""
    long: bool
    """Whether the name would be broken in the largest letters."""
    model: str
    link: str
    """Of the model; empty where there can be none."""
    number: str
    record: str
    """Id."""
    again: str
    """The command that measures the model once more."""


class ToldAward(NamedTuple):
    """An award, ready to be shown."""

    number: int
    """From 1, in the order of the evening."""
    place: int
    """In the evening's `awards`."""
    title: str
    where: str
    label: str
    """Both in one line."""
    how: str
    shared: str
    """Why several have it; empty for one."""
    winners: tuple[ToldWinner, ...]

    @property
    def many(self) -> bool:
        """Whether there are more winners than fit on a screen in large letters."""
        return len(self.winners) > FEW


class ToldResult(NamedTuple):
    """A row of a project's table."""

    task: str
    value: str
    interval: str
    samples: str


class ToldProject(NamedTuple):
    """A project, ready to be shown."""

    name: str
    model: str
    link: str
    size: str
    base: str
    language: Language
    paragraphs: tuple[str, ...]
    demo: str
    """A link to an https page; empty for none."""
    host: str
    """Of the demo."""
    gain: str
    results: tuple[ToldResult, ...]
    awards: tuple[tuple[int, str], ...]
    """Number and label of the awards that rest on its record."""
    record: str
    again: str


class Teller:
    """Says what there is of an evening in one language."""

    def __init__(self, evening: Evening, language: Language) -> None:
        self.evening = evening
        self.language = language

    def awards(self) -> tuple[ToldAward, ...]:
        """Return the awards in the order of the evening: what every unit has comes last."""
        found = list(enumerate(self.evening.awards))
        found.sort(key=lambda pair: -KINDS.index(pair[1].kind))
        return tuple(self._award(number, place, award) for number, (place, award) in enumerate(found, 1))

    def projects(self) -> tuple[ToldProject, ...]:
        """Return the projects, as the board sorts them."""
        labels = {one.place: (one.number, one.label) for one in self.awards()}
        return tuple(self._project(one, labels) for one in self.evening.projects)

    def _award(self, number: int, place: int, award: AwardLine) -> ToldAward:
        fields = {"task": shown(award.task), "metric": metric_name(award.metric, self.language)}
        count = len(award.winners)
        title, where = say(self.language, f"award.{award.kind}"), self._where(award)
        shared = "award.how_shared_smallest" if award.kind == "smallest" else "award.how_shared"
        return ToldAward(
            number=number,
            place=place,
            title=title,
            where=where,
            label=f"{title}: {where}" if award.unit or award.size_class else title,
            how=say(self.language, f"award.how_{award.kind}", **fields),
            shared=say(self.language, shared, count=count) if count > 1 else "",
            winners=tuple(self._winner(award, one) for one in award.winners),
        )

    def _where(self, award: AwardLine) -> str:
        if not award.unit and not award.size_class:
            return say(self.language, "award.everywhere")
        rules = self.evening.rules
        rule = rules.units.get(award.unit) if rules is not None else None
        unit = rule.title.in_language(self.language) if rule is not None else shown(award.unit.replace("_", " "))
        return say(self.language, "award.of", unit=unit, size=shown(award.size_class))

    def _winner(self, award: AwardLine, one: WinnerLine) -> ToldWinner:
        return ToldWinner(
            name=(name := shown(one.name.strip())),
            long=len(name) > LONG,
            model=shown(one.model, 200),
            link=model_link(one.model, self.evening.records[one.record].revision),
            number=self._number(award, one),
            record=one.record,
            again=reproduce(self.evening.records[one.record]),
        )

    def _number(self, award: AwardLine, one: WinnerLine) -> str:
        bounds = self.localised(interval(one.low, one.high, award.metric))
        if award.kind == "smallest":
            return self._parameters(one.value)
        if award.kind == "most_improved":
            gain = self.localised(difference(one.value, award.metric))
            return say(self.language, "award.number_gain", gain=gain, interval=bounds)
        shown_value = self.localised(value(one.value, award.metric))
        return say(self.language, "award.number_value", value=shown_value, interval=bounds)

    def _project(self, one: ProjectLine, labels: dict[int, tuple[int, str]]) -> ToldProject:
        metrics = {found.task: found.metric for found in one.results}
        demo = one.demo if is_safe(one.demo) else ""
        gain = say(self.language, "ceremony.no_gain")
        if one.gain is not None:
            metric = metrics.get(one.gain.task, ACCURACY)
            gain = say(
                self.language,
                "ceremony.gain_line",
                task=shown(one.gain.task),
                gain=self.localised(difference(one.gain.difference, metric)),
                interval=self.localised(interval(one.gain.low, one.gain.high, metric)),
            )
        return ToldProject(
            name=shown(one.name.strip()),
            model=shown(one.model, 200),
            link=model_link(one.model, one.revision),
            size=f"{shown(one.size_class)}, {self._parameters(one.parameters)}",
            base=shown(one.base, 200),
            language=one.language,
            paragraphs=tuple(visible_text(text, keep="\n") for text in one.summary.split("\n\n") if text.strip()),
            demo=demo,
            host=host_of(demo) if demo else "",
            gain=gain,
            results=tuple(
                ToldResult(
                    shown(found.task),
                    self.localised(value(found.value, found.metric)),
                    self.localised(interval(found.low, found.high, found.metric)),
                    self.counted(found.n),
                )
                for found in one.results
            ),
            awards=tuple(sorted(labels[number] for number in one.awards)),
            record=one.record,
            again=reproduce(self.evening.records[one.record]),
        )

    def _parameters(self, number: int) -> str:
        return say(self.language, "award.number_parameters", count=self.counted(number))

    def localised(self, number: str) -> str:
        """Return a number or an interval as the language writes it; it stays on one line."""
        text = number.replace(", ", "; ").replace(".", ",") if self.language == "es" else number
        return text.replace(" ", "\u00a0")

    def counted(self, number: int) -> str:
        """Return a whole number with its thousands apart."""
        text = f"{number:,}"
        return text.replace(",", ".") if self.language == "es" else text


def shown(text: str, most: int = LONGEST_NAME) -> str:
    """Return a stranger's text, every character seen, cut where it is long."""
    seen = visible_text(text[: most + 1])
    return seen if len(seen) <= most else seen[: most - 1] + "…"


def model_link(model: str, revision: str) -> str:
    """Return the page of a model at its commit; empty for what is on no Hub any more."""
    on_hub = HUB_ID.fullmatch(model) and not model.startswith(NOBODYS)
    return f"{HUB}/{model}/tree/{revision}" if on_hub else ""


def is_safe(link: str) -> bool:
    """Return whether a stranger's link leads to an https page."""
    try:
        ensure_demo(link)
    except EntryUnfit:
        return False
    return True


def as_text(told: tuple[ToldAward, ...], language: Language) -> str:
    """Return who has which award, for a terminal."""
    blocks = []
    for award in told:
        lines = [award.label]
        for one in award.winners:
            lines += [f"  {one.name or say(language, 'ceremony.nameless')}  {one.model}", f"    {one.number}"]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)
