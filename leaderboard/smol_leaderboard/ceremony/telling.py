"""Awards and projects in words: what page and terminal say of them. Every text of a stranger is made visible."""

from __future__ import annotations

from typing import NamedTuple

from smol_grade.messages import say
from smol_grade.records import Language
from smol_grade.report.visible import visible_text

from ..board.evaluations import HUB_ID
from ..board.reproducing import reproduce
from ..board.shapes import AwardLine, ProjectLine, WinnerLine
from ..entry_errors import EntryUnfit
from ..project_entry import ensure_demo, host_of
from ..schema import NOBODYS
from ..site import HUB
from ..view.award_texts import (
    LONGEST_MODEL,
    counted,
    in_order,
    label_of,
    localised,
    number_of,
    shown,
    title_of,
    where_of,
)
from ..view.model_texts import difference, interval, metric_name, value
from .reading import Evening

LONG = 12
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
        return tuple(self._award(number, award) for number, award in enumerate(in_order(self.evening.awards), 1))

    def projects(self) -> tuple[ToldProject, ...]:
        """Return the projects, as the board sorts them."""
        labels = {one.place: (one.number, one.label) for one in self.awards()}
        return tuple(self._project(one, labels) for one in self.evening.projects)

    def _award(self, number: int, award: AwardLine) -> ToldAward:
        fields = {"task": shown(award.task), "metric": metric_name(award.metric, self.language)}
        count = len(award.winners)
        shared = "award.how_shared_smallest" if award.kind == "smallest" else "award.how_shared"
        return ToldAward(
            number=number,
            place=self.evening.awards.index(award),
            title=title_of(award, self.language),
            where=where_of(award, self.evening.titles, self.language),
            label=label_of(award, self.evening.titles, self.language),
            how=say(self.language, f"award.how_{award.kind}", **fields),
            shared=say(self.language, shared, count=count) if count > 1 else "",
            winners=tuple(self._winner(award, one) for one in award.winners),
        )

    def _winner(self, award: AwardLine, one: WinnerLine) -> ToldWinner:
        return ToldWinner(
            name=(name := shown(one.name.strip())),
            long=len(name) > LONG,
            model=shown(one.model, LONGEST_MODEL),
            link=model_link(one.model, self.evening.records[one.record].revision),
            number=number_of(award, one, self.language),
            record=one.record,
            again=reproduce(self.evening.records[one.record]),
        )

    def _project(self, one: ProjectLine, labels: dict[int, tuple[int, str]]) -> ToldProject:
        metrics = {found.task: found.metric for found in one.results}
        demo = one.demo if is_safe(one.demo) else ""
        gain = say(self.language, "ceremony.no_gain")
        parameters = say(self.language, "award.number_parameters", count=counted(one.parameters, self.language))
        if one.gain is not None:
            metric = metrics.get(one.gain.task, ACCURACY)
            gain = say(
                self.language,
                "ceremony.gain_line",
                task=shown(one.gain.task),
                gain=localised(difference(one.gain.difference, metric), self.language),
                interval=localised(interval(one.gain.low, one.gain.high, metric), self.language),
            )
        return ToldProject(
            name=shown(one.name.strip()),
            model=shown(one.model, LONGEST_MODEL),
            link=model_link(one.model, one.revision),
            size=f"{shown(one.size_class)}, {parameters}",
            base=shown(one.base, LONGEST_MODEL),
            language=one.language,
            paragraphs=tuple(visible_text(text, keep="\n\\") for text in one.summary.split("\n\n") if text.strip()),
            demo=demo,
            host=host_of(demo) if demo else "",
            gain=gain,
            results=tuple(
                ToldResult(
                    shown(found.task),
                    localised(value(found.value, found.metric), self.language),
                    localised(interval(found.low, found.high, found.metric), self.language),
                    counted(found.n, self.language),
                )
                for found in one.results
            ),
            awards=tuple(sorted(labels[number] for number in one.awards)),
            record=one.record,
            again=reproduce(self.evening.records[one.record]),
        )


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
