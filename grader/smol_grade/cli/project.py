"""`smol-grade project`: all that the course will hold against the final project's model, before it is submitted."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .. import __version__
from ..course import Project, load_course
from ..errors import UsageError
from ..locate import course_files
from ..messages import say, say_sentence
from ..readmes import CARDS
from ..records import Language
from . import output
from .carding import write_findings
from .checking_model import write_report, write_section
from .looking import Asked, Report, look

if TYPE_CHECKING:
    from smol_leaderboard.project import Demand, Recipe
    from smol_leaderboard.safety.rules import Finding

SCHEMA_VERSION = 1
STEPS = ("read", "train", "card", "check", "submit")
MENDS_ITSELF = frozenset(
    f"card_{name}"
    for name in ("missing", "licence_misspelt", "no_pipeline_tag", "other_pipeline_tag", "no_tag", "unfilled")
)
"""What `card --fix` mends without an option."""


class NoProject(UsageError):
    """The course has no final project."""

    key = "project.none"


class Verdict(NamedTuple):
    """What is said of a project's model."""

    report: Report
    demands: tuple[Demand, ...]
    recipe: Recipe

    @property
    def hard(self) -> dict[str, Sequence[Finding]]:
        """What has to be mended, by where it was found."""
        report = self.report
        return {
            "gate": report.rejects,
            "weights": report.keeps_from_counting,
            "card": report.card,
            "project": self.demands,
        }

    @property
    def to_mend(self) -> int:
        """How many things."""
        return sum(map(len, self.hard.values()))


def run(model: str, base: Path | None, form: str, language: Language) -> int:
    """Check a project's model and show what there is to say, or without one what to do; return the exit code."""
    course = load_course(course_files())
    if course.project is None:
        raise NoProject()
    if not model:
        output.write_wrapped(_what_to_do(course.project, language))
        return 0
    asked = Asked(course.project.slug, model, base, project=True)
    verdict = _judged(look(asked, course, language))
    following = _next(verdict, asked, course.project, language)
    if form == "json":
        output.write(json.dumps(_as_json(verdict, asked, following, language), indent=1, ensure_ascii=False))
    else:
        _write(verdict, following, language)
    return 1 if verdict.to_mend else 0


def _what_to_do(project: Project, language: Language) -> str:
    """Return the way from nothing to a submitted model."""
    card = f"{project.slug}/{CARDS[language]}"
    fields = {"slug": project.slug, "unit": project.unit, "card": card}
    steps = [say(language, f"project.step_{step}", **fields) for step in STEPS]
    return "\n".join([say(language, "project.intro", title=project.title.in_language(language)), *steps])


def _judged(report: Report) -> Verdict:
    from smol_leaderboard.project import ProjectFacts, demands, recipe
    from smol_leaderboard.safety.card import CardFacts

    card, facts = report.card_facts or CardFacts(found=False), report.project or ProjectFacts()
    return Verdict(report, demands(facts, card), recipe(facts, card))


def _write(verdict: Verdict, following: str, language: Language) -> None:
    report, recipe = verdict.report, verdict.recipe
    write_report(report, language)
    write_section("project.asked", verdict.demands, language)
    key = "project.recipe" if recipe.lacks else "project.recipe_whole"
    output.write_wrapped("\n" + say(language, key, points=recipe.points, of=recipe.of, count=len(recipe.lacks)))
    write_findings(recipe.lacks, language)
    if report.compared and not verdict.hard["weights"]:
        key = "project.trained" if report.related else "project.unrelated"
        output.write_wrapped(output.harmless(say(language, key, names=", ".join(report.compared))))
    count = verdict.to_mend
    output.write_wrapped("\n" + say(language, "project.mend" if count else "project.whole", count=count))
    output.write_wrapped(output.harmless(following))


def _next(verdict: Verdict, asked: Asked, project: Project, language: Language) -> str:
    """Return the next step: mend, push, or submit."""
    fields = {"slug": project.slug, "unit": project.unit, "model": shlex.quote(asked.model)}
    if not verdict.to_mend:
        fields |= {} if asked.local else {"model": asked.named}
        return say(language, "project.next_push" if asked.local else "project.next_submit", **fields)
    mends = asked.local and any(one.code in MENDS_ITSELF for one in verdict.report.card)
    return say(language, "project.next_fix" if mends else "project.next_mend", **fields)


def _as_json(verdict: Verdict, asked: Asked, following: str, language: Language) -> dict[str, object]:
    """Return everything as plain data; the sentences are in the language that was asked for."""
    report, facts = verdict.report, verdict.report.examination.facts
    soft = {"flags": report.flags, "recipe": verdict.recipe.lacks}
    found = [
        _plain(one, where, where in verdict.hard, language)
        for where, some in (verdict.hard | soft).items()
        for one in some
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "smol_grade": __version__,
        "project": asked.command,
        "model": asked.model,
        "passed": not verdict.to_mend,
        "findings": found,
        "recipe": {"points": verdict.recipe.points, "of": verdict.recipe.of},
        "compared_with": list(report.compared),
        "related": report.related,
        "parameters": facts.parameters,
        "size_class": facts.size_class,
        "adapter": facts.adapter,
        "next": following,
    }


def _plain(one: Finding, where: str, hard: bool, language: Language) -> dict[str, object]:
    said, fix = (output.harmless(say_sentence(language, sentence)) for sentence in (one.sentence, one.fix))
    return {"code": one.code, "where": where, "must_mend": hard, "fields": one.fields, "says": said, "fix": fix}
