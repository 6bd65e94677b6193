"""What a rebuild writes of a cohort's end: `showcase.json`, the accepted projects and the awards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..schema import NOBODYS, BoardSettings, EvaluationRecord, Gain, ProjectEntry, canonical
from .awards import KINDS, Award, awards, gain_over_base
from .entries import Entries
from .model_ranking import size_order, superseded, task_order
from .shapes import AwardLine, ProjectGain, ProjectLine, ProjectResult, ShowcaseDocument, WinnerLine

SHOWCASE_JSON = "board/showcase.json"


def showcase_json(
    settings: BoardSettings,
    records: Sequence[EvaluationRecord],
    entries: Entries,
    names: Mapping[str, str],
    compared: str,
) -> bytes:
    """Return `showcase.json`. `records` are the valid evaluations, superseded or not; `compared`: see `awards`."""
    return canonical(showcase_document(settings, records, entries, names, compared)) + b"\n"


def showcase_document(
    settings: BoardSettings,
    records: Sequence[EvaluationRecord],
    entries: Entries,
    names: Mapping[str, str],
    compared: str,
) -> ShowcaseDocument:
    """Return the document."""
    given = awards(records, compared, every_tier=settings.practice)
    shown = accepted(records, entries, every_tier=settings.practice)
    cohorts = _newest_first(records, {*(award.cohort for award in given), *(one.cohort for one, _ in shown)})
    place = {cohort: number for number, cohort in enumerate(cohorts)}
    given = tuple(sorted(given, key=lambda award: _place_of(award, place)))
    won: dict[str, list[int]] = {}
    for number, award in enumerate(given):
        for record in award.records:
            won.setdefault(record, []).append(number)
    shown = sorted(shown, key=lambda pair: (place[pair[0].cohort], pair[0].received_at, pair[0].model, pair[0].subject))
    return ShowcaseDocument(
        title=settings.title,
        practice=settings.practice,
        as_of=max((one.at for one in records), default=""),
        cohorts=cohorts,
        projects=tuple(_project(one, entry, names, compared, won.get(one.id, ())) for one, entry in shown),
        awards=tuple(_award(award, names) for award in given),
    )


def accepted(
    records: Sequence[EvaluationRecord], entries: Entries, *, every_tier: bool = False
) -> list[tuple[EvaluationRecord, ProjectEntry]]:
    """Return the accepted projects and what each says of itself: of each model of a person the newest.

    Accepted is an official evaluation that counts, that nothing supersedes and that found nothing lacking, of a model
    that was handed in with a text.
    """
    gone = superseded(records, every_tier=every_tier)
    found: dict[tuple[str, str], tuple[EvaluationRecord, ProjectEntry]] = {}
    for one in sorted(records, key=lambda one: (one.received_at, one.at, one.id)):
        entry = entries.get((one.request, one.subject))
        official = every_tier or one.environment.tier == 1
        whole = one.project == () and one.counts and not one.reference and official
        if entry is not None and whole and one.id not in gone and not one.model.startswith(NOBODYS):
            found[one.model, one.subject] = (one, entry)
    return list(found.values())


def _newest_first(records: Iterable[EvaluationRecord], cohorts: set[str]) -> tuple[str, ...]:
    """Return the cohorts, the one first of which the first model came in last."""
    began: dict[str, str] = {}
    for one in records:
        if one.cohort in cohorts and one.received_at:
            began[one.cohort] = min(began.get(one.cohort, one.received_at), one.received_at)
    return tuple(sorted(cohorts, key=lambda cohort: (began.get(cohort, ""), cohort), reverse=True))


def _place_of(award: Award, cohorts: Mapping[str, int]) -> tuple[object, ...]:
    return (cohorts[award.cohort], KINDS.index(award.kind), award.unit, size_order(award.size_class), award.metric)


def _award(award: Award, names: Mapping[str, str]) -> AwardLine:
    return AwardLine(
        kind=award.kind,
        cohort=award.cohort,
        unit=award.unit,
        size_class=award.size_class,
        task=award.task,
        metric=award.metric,
        winners=tuple(
            WinnerLine(
                record=one.record,
                model=one.model,
                subject=one.subject,
                name=names.get(one.subject, ""),
                value=one.value,
                low=one.low,
                high=one.high,
            )
            for one in award.winners
        ),
    )


def _project(
    one: EvaluationRecord, entry: ProjectEntry, names: Mapping[str, str], compared: str, won: Iterable[int]
) -> ProjectLine:
    return ProjectLine(
        record=one.id,
        model=one.model,
        revision=one.revision,
        base=one.base,
        size_class=one.size_class,
        parameters=one.parameters,
        subject=one.subject,
        name=names.get(one.subject, ""),
        cohort=one.cohort,
        received_at=one.received_at,
        summary=entry.summary,
        language=entry.language,
        demo=entry.demo,
        gain=_gain(gain_over_base(one.gains, compared)),
        results=tuple(
            ProjectResult(
                task=found.task,
                metric=found.metric,
                n=found.n,
                value=found.value,
                low=found.low,
                high=found.high,
            )
            for found in sorted(one.results, key=lambda found: task_order(found.task))
        ),
        awards=tuple(won),
    )


def _gain(gain: Gain | None) -> ProjectGain | None:
    if gain is None:
        return None
    return ProjectGain(task=gain.task, difference=gain.difference, low=gain.low, high=gain.high)
