"""One cohort's awards and projects, and the records that they rest on, as the board publishes them."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from smol_grade.records import Text

from ..board.model_documents import evaluations_file
from ..board.reading import foreign
from ..board.rebuild import read_settings
from ..board.shapes import AwardLine, ProjectLine, ShowcaseDocument
from ..board.showcase_documents import SHOWCASE_JSON
from ..errors import NewerBoard, NoStore, RecordError
from ..layout import SETTINGS
from ..rule_book import NoRules, read_rules
from ..schema import EvaluationRecord
from ..store import Store
from ..view.model_errors import NoAwards
from ..view.model_fetching import read_evaluations, read_showcase
from .errors import NoSuchCohort, NothingToShow


class Evening(NamedTuple):
    """What a ceremony shows."""

    title: str
    """Of the course."""
    cohort: str
    others: tuple[str, ...]
    """Further cohorts that have something to show."""
    practice: bool
    as_of: str
    awards: tuple[AwardLine, ...]
    projects: tuple[ProjectLine, ...]
    """Their `awards` are places in this record's."""
    records: dict[str, EvaluationRecord]
    """By id: each one that an award or a project names."""
    titles: dict[str, Text]
    """Unit slug -> what the board's rules call it; empty where they cannot be read."""


def read_evening(store: Store, cohort: str = "") -> Evening:
    """Return what a board has to show of a cohort, by default of the one that began last.

    Raises `NoStore`, `NoAwards`, `NothingToShow`, `NoSuchCohort`, `NewerBoard`, the store's errors, and `RecordError`
    for a board that does not hold together.
    """
    head = store.head()
    content = store.read(SHOWCASE_JSON, head)
    if content is None:
        if store.read(SETTINGS, head) is None:
            raise NoStore(store.name)
        raise NoAwards(store.name)
    document = read_showcase(content, store.name)
    if not document.cohorts:
        raise NothingToShow(store.name)
    if cohort and cohort not in document.cohorts:
        raise NoSuchCohort(cohort, document.cohorts)
    cohort = cohort or document.cohorts[0]
    awards, projects = _of_cohort(document, cohort)
    wanted = {winner.record for award in awards for winner in award.winners} | {one.record for one in projects}
    return Evening(
        title=document.title,
        cohort=cohort,
        others=tuple(one for one in document.cohorts if one != cohort),
        practice=document.practice,
        as_of=document.as_of,
        awards=awards,
        projects=projects,
        records=_records(store, head, wanted),
        titles=_titles(store, head),
    )


def _of_cohort(document: ShowcaseDocument, cohort: str) -> tuple[tuple[AwardLine, ...], tuple[ProjectLine, ...]]:
    kept = [number for number, award in enumerate(document.awards) if award.cohort == cohort]
    place = {number: new for new, number in enumerate(kept)}
    projects = tuple(
        msgspec.structs.replace(one, awards=tuple(place[number] for number in one.awards if number in place))
        for one in document.projects
        if one.cohort == cohort
    )
    return tuple(document.awards[number] for number in kept), projects


def _records(store: Store, head: str, wanted: set[str]) -> dict[str, EvaluationRecord]:
    """Return them as a rebuild would take them: links and commands are made of what stands in them."""
    units = read_settings(store, head).units
    found: dict[str, EvaluationRecord] = {}
    for path in sorted({evaluations_file(record) for record in wanted}):
        content = store.read(path, head) or b""
        found |= {one.id: one for one in read_evaluations(content, store.name).records if one.id in wanted}
    if missing := sorted(wanted - found.keys()):
        raise RecordError(f"{store.name}: {evaluations_file(missing[0])}", f"the record {missing[0]} is not there")
    for one in found.values():
        if problem := foreign(one, units):
            raise RecordError(f"{store.name}: {evaluations_file(one.id)}", problem)
    return found


def _titles(store: Store, head: str) -> dict[str, Text]:
    try:
        rules = read_rules(store, head)
    except (NoRules, NewerBoard, RecordError):  # they say what units are called, and no more
        return {}
    return {slug: unit.title for slug, unit in rules.units.items()}
