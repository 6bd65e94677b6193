"""How somebody stands with a certificate, in words: what is missing by unit, and the commands that mend it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from ..messages import catalogue, say
from ..records import Language

if TYPE_CHECKING:
    from smol_leaderboard.certify import Condition, Standing
    from smol_leaderboard.fixes import Words
    from smol_leaderboard.rules import Rules


def standing_text(
    standing: Standing, rules: Rules, words: Words, listed: Collection[tuple[str, str, str]], language: Language
) -> str:
    """Return how somebody stands with one certificate. `listed` are conditions (kind, unit, exercise) told before."""
    title = rules.certificate(standing.certificate).title.in_language(language)
    met, count = len(standing.conditions) - len(standing.missing), len(standing.conditions)
    lines = [say(language, "certificate.title", title=title, met=met, count=count)]
    if standing.met:
        lines += [f"  {say(language, 'certificate.earned')}", f"    smol-grade certificate get {standing.certificate}"]
    fresh = [one for one in standing.missing if (one.kind, one.unit, one.exercise) not in listed]
    if len(fresh) < len(standing.missing):
        lines.append(f"  {say(language, 'certificate.above', count=len(standing.missing) - len(fresh))}")
    for unit in dict.fromkeys(one.unit for one in fresh):
        known = rules.units[unit]
        lines.append(f"  {known.alias}: {known.title.in_language(language)}")
        mine = [one for one in fresh if one.unit == unit]
        lines += _exercises([one for one in mine if one.kind == "exercise"], rules, words, language)
        for one in mine:
            if one.kind != "exercise":
                lines += _with_fixes(_others(one, language), one, rules, words)
    late = [_short(one, rules, language) for one in standing.conditions if one.late]
    if late:
        lines.append(f"  {say(language, 'certificate.late', what=', '.join(late))}")
    return "\n".join(lines)


def _exercises(missing: Sequence[Condition], rules: Rules, words: Words, language: Language) -> Iterator[str]:
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
    mendable = next((one for one in missing if _fixes(one, rules, words)), None)
    if mendable is not None:
        yield from _with_fixes((), mendable, rules, words)


def _others(one: Condition, language: Language) -> Iterator[str]:
    """Yield what is missing of a quiz, a model or the project, and why."""
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


def _with_fixes(sentences: Iterator[str] | tuple[()], one: Condition, rules: Rules, words: Words) -> Iterator[str]:
    for number, sentence in enumerate(sentences):
        yield f"{'    ' if number else '  - '}{sentence}"
    yield from (f"      {command}" for command in _fixes(one, rules, words))


def _fixes(one: Condition, rules: Rules, words: Words) -> tuple[str, ...]:
    from smol_leaderboard.fixes import fixes

    return fixes(one, rules, words)


def _short(one: Condition, rules: Rules, language: Language) -> str:
    """Return what a condition is about, in a word or three."""
    unit = rules.units[one.unit].alias
    return one.exercise or say(language, f"certificate.short_{one.kind}", unit=unit)
