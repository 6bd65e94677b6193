"""How somebody stands with a certificate, in words: what is missing by unit, and the commands that mend it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..messages import catalogue, say
from ..records import Language

if TYPE_CHECKING:
    from smol_leaderboard.certify import Condition, Standing
    from smol_leaderboard.fixes import Words
    from smol_leaderboard.rules import Rules


class Issued(NamedTuple):
    """What became of a certificate that is earned."""

    state: Literal["issued", "not_issued", "revoked"]
    reason: str = ""
    """The course's, for a revocation; empty where it is not known. A text of others: escape it."""


class Told(NamedTuple):
    """What is told beside how somebody stands."""

    words: Words
    options: str
    """What `certificate get` needs to look at the same board for the same user."""
    waiting: Mapping[str, str]
    """Slug of a unit -> when a model was handed in with it from here that the course may not have measured yet, UTC."""
    issued: Mapping[str, Issued]
    """By slug of the certificate, of those that are earned."""

    def waits(self, one: Condition) -> str:
        """Return when it was handed in what a condition asks for and nothing was measured of; empty: it was not."""
        return self.waiting.get(one.unit, "") if one.kind in ("model", "project") and one.why == "absent" else ""

    def fixes(self, one: Condition, rules: Rules) -> tuple[str, ...]:
        """Return the commands that mend a condition; what waits needs none but to look how far it is."""
        from smol_leaderboard.fixes import fixes, options

        if self.waits(one):
            return (f"smol-grade status{options(self.words.board)}",)
        return fixes(one, rules, self.words)


def standing_text(
    standing: Standing, rules: Rules, told: Told, listed: Collection[tuple[str, str, str]], language: Language
) -> str:
    """Return how somebody stands with one certificate. `listed` are conditions (kind, unit, exercise) told before."""
    title = rules.certificate(standing.certificate).title.in_language(language)
    met, count = len(standing.conditions) - len(standing.missing), len(standing.conditions)
    lines = [say(language, "certificate.title", title=title, met=met, count=count)]
    if standing.met:
        lines += _earned(standing.certificate, told, language)
    fresh = [one for one in standing.missing if (one.kind, one.unit, one.exercise) not in listed]
    if len(fresh) < len(standing.missing):
        lines.append(f"  {say(language, 'certificate.above', count=len(standing.missing) - len(fresh))}")
    for unit in dict.fromkeys(one.unit for one in fresh):
        known = rules.units[unit]
        lines.append(f"  {known.alias}: {known.title.in_language(language)}")
        mine = [one for one in fresh if one.unit == unit]
        lines += _exercises([one for one in mine if one.kind == "exercise"], rules, told, language)
        for one in mine:
            if one.kind != "exercise":
                lines += _with_fixes(_others(one, told, language), one, rules, told)
    late = [_short(one, rules, language) for one in standing.conditions if one.late]
    if late:
        lines.append(f"  {say(language, 'certificate.late', what=', '.join(late))}")
    return "\n".join(lines)


def _earned(certificate: str, told: Told, language: Language) -> Iterator[str]:
    """Yield whether what was earned can be fetched, and how."""
    issued = told.issued.get(certificate, Issued("issued"))
    key = "revoked_unsaid" if issued.state == "revoked" and not issued.reason else issued.state
    yield f"  {say(language, f'certificate.{key}', reason=issued.reason)}"
    if issued.state == "issued":
        yield f"    smol-grade certificate get {certificate}{told.options}"


def _exercises(missing: Sequence[Condition], rules: Rules, told: Told, language: Language) -> Iterator[str]:
    """Yield what is missing of a unit's exercises: those that were never graded on one line, the others each."""
    absent = [one for one in missing if one.why == "absent"]
    for one in missing:
        if one.why != "absent":
            fields = {"exercise": one.exercise, "have": one.have, "need": one.need, "most": one.most}
            yield f"  - {say(language, f'certificate.exercise_{one.why}', **fields)}"
    if absent and len(absent) == len(rules.units[absent[0].unit].exercises):
        yield f"  - {say(language, 'certificate.exercise_none', count=len(absent))}"
    elif absent:
        yield f"  - {say(language, 'certificate.exercise_absent', exercises=', '.join(one.exercise for one in absent))}"
    mendable = next((one for one in missing if told.fixes(one, rules)), None)
    if mendable is not None:
        yield from _with_fixes((), mendable, rules, told)


def _others(one: Condition, told: Told, language: Language) -> Iterator[str]:
    """Yield what is missing of a quiz, a model or the project, and why."""
    if at := told.waits(one):
        yield say(language, f"certificate.{one.kind}_waiting", at=at.replace("T", " ").removesuffix("Z"))
        return
    fields = {"have": one.have, "need": one.need, "most": one.most}
    yield say(language, f"certificate.{one.kind}_{one.why}", **fields)
    if one.why == "not_better":
        yield say(language, "counts_not.not_better_than_base_fix")
    if one.why == "unfinished":
        yield from (f"- {lack}" for lack in _lacking(one.codes, language))
        return
    texts = catalogue(language)
    for code in one.codes:
        found = (texts.get(f"counts_not.{code}", code), texts.get(f"counts_not.{code}_fix", ""))
        yield from (text for text in found if text and "{" not in text)  # a number of it is in no record


def _lacking(codes: Sequence[str], language: Language) -> list[str]:
    from smol_leaderboard.view.project_texts import lacking

    return lacking(codes, language)


def _with_fixes(sentences: Iterator[str] | tuple[()], one: Condition, rules: Rules, told: Told) -> Iterator[str]:
    for number, sentence in enumerate(sentences):
        yield f"{'    ' if number else '  - '}{sentence}"
    yield from (f"      {command}" for command in told.fixes(one, rules))


def _short(one: Condition, rules: Rules, language: Language) -> str:
    """Return what a condition is about, in a word or three."""
    unit = rules.units[one.unit].alias
    return one.exercise or say(language, f"certificate.short_{one.kind}", unit=unit)
