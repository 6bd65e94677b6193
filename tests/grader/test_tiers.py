"""Tiers: what a grading requires of the machine, and what every report says of it. Here machines are made up."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec import structs

from smol_grade.errors import TierNotReached
from smol_grade.grade import Engine, environment, grade
from smol_grade.locate import checkout_files
from smol_grade.records import Audience, Language, Report
from smol_grade.report import Screen, render_html, render_json, render_junit, render_markdown, render_terminal
from smol_grade.sandbox.tiers import CANARIES, TIERS, Isolation

from .conftest import GSM8K, LANGUAGES, LEAKS, ROOT, SOLUTIONS, isolation_of_tier, on_tier, smol_grade
from .reading import Page

CERTIFICATE = {"en": "A certificate needs tier 1", "es": "Un certificado necesita el nivel 1"}


def told(report: Report, isolation: Isolation) -> Report:
    """The report as a machine with this isolation would have made it."""
    changed = structs.replace(
        report.environment, isolation=isolation.kind, tier=isolation.tier, leaks=isolation.leaks, drift={}
    )
    return structs.replace(report, environment=changed)


@pytest.mark.parametrize("tier", TIERS)
def test_the_made_up_machines_are_what_they_are_called(tier: int) -> None:
    """A machine of each tier has that tier, and its environment says so."""
    isolation = isolation_of_tier(tier)
    found = environment(checkout_files(ROOT), isolation)
    assert (tier, isolation.kind) == (found.tier, found.isolation)
    assert tuple(name for name in CANARIES if name in LEAKS[tier]) == found.leaks


@pytest.mark.parametrize("required", TIERS)
@pytest.mark.parametrize("tier", TIERS)
def test_a_weaker_machine_runs_no_learner_code(
    tier: int, required: int, tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`require_tier` grades on that tier or a better one, and refuses the others before the first check."""
    on_tier(monkeypatch, tier)
    (tmp_path / f"{GSM8K}.py").write_bytes((SOLUTIONS / f"{GSM8K}.py").read_bytes())
    begun: list[str] = []

    def run() -> Report:
        return grade(
            GSM8K, tmp_path, engine=engine, require_tier=required, on_check=lambda step: begun.append(step.check)
        )

    if tier <= required:
        assert tier == run().environment.tier
        return
    with pytest.raises(TierNotReached) as refused:
        run()
    assert [] == begun
    assert {"found": str(tier), "required": str(required)}.items() <= refused.value.fields.items()
    assert set(refused.value.fields["leaks"].split(", ")) == LEAKS[tier]


@pytest.mark.parametrize("asked", [None, 4])
@pytest.mark.parametrize("tier", [2, 3, 4])
def test_official_gradings_require_tier_1(
    tier: int, asked: int | None, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the caller asks for, an official grading on a weaker machine is no grading."""
    on_tier(monkeypatch, tier)
    with pytest.raises(TierNotReached):
        grade("unit0", ROOT / "exercises", engine=engine, audience="official", require_tier=asked)


@pytest.mark.parametrize(("audience", "tier"), [("practice", 4), ("official", 1)])
def test_enough_is_enough(audience: Audience, tier: int, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Practice runs on any tier when nobody asks for more; official on tier 1."""
    on_tier(monkeypatch, tier)
    report = grade("unit0", ROOT / "exercises", engine=engine, audience=audience)
    assert (audience, tier) == (report.audience, report.environment.tier)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tier", TIERS)
def test_every_report_tells_the_tier(tier: int, language: Language, endings: dict[str, Report]) -> None:
    """Each format has tier and kind; programs also read what does not hold."""
    isolation = isolation_of_tier(tier)
    report = told(endings["errors"], isolation)
    words = {"en": f"isolation: tier {tier} of 4", "es": f"aislamiento: nivel {tier} de 4"}[language]
    assert f"{words} ({isolation.kind})" == render_terminal(report, language, Screen()).splitlines()[-1]
    assert words in render_markdown(report, language)
    page = render_html(report, language)
    assert words in page
    assert str(tier) in [dict(attributes).get("data-tier") for tag, attributes in Page(page).elements if tag == "main"]
    read = json.loads(render_json(report, language))["environment"]
    assert (tier, isolation.kind, list(isolation.leaks)) == (read["tier"], read["isolation"], read["leaks"])
    for suite in ElementTree.fromstring(render_junit(report, language)):
        properties = {entry.get("name"): entry.get("value") for entry in suite.iter("property")}
        assert (str(tier), " ".join(isolation.leaks)) == (properties["tier"], properties["leaks"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "tier", "said"),
    [("all_passed", 1, False), ("all_passed", 2, True), ("all_passed", 4, True), ("errors", 4, False)],
)
def test_certificates_are_spoken_of_where_it_matters(
    name: str, tier: int, said: bool, language: Language, endings: dict[str, Report]
) -> None:
    """That a certificate needs tier 1 is told to who passed everything in a weaker one, and to nobody else."""
    report = told(endings[name], isolation_of_tier(tier))
    shown = (
        render_terminal(report, language, Screen()),
        render_markdown(report, language),
        render_html(report, language),
    )
    assert [said] * 3 == [CERTIFICATE[language] in text for text in shown]


@pytest.mark.parametrize("value", ["0", "5", "x", "-1"])
def test_a_tier_is_one_of_four(value: str) -> None:
    """Another number is wrong use."""
    done = smol_grade("unit0", "--path", str(ROOT / "exercises"), "--require-tier", value)
    assert (2, True) == (done.returncode, "--require-tier" in done.stderr)
