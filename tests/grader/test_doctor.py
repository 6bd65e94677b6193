"""`doctor`, run as a user runs it, on this machine and on made-up ones; and the commands that it proposes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from smol_grade.cli import doctor, examining
from smol_grade.errors import SandboxError
from smol_grade.grade import Engine
from smol_grade.locate import checkout_files
from smol_grade.messages import say
from smol_grade.records import Environment, Language, Sentence
from smol_grade.report import Screen
from smol_grade.report.diagnosis import (
    COMMAND,
    Diagnosis,
    Extra,
    Trial,
    broken,
    diagnosis_as_json,
    diagnosis_as_text,
    remedy,
)
from smol_grade.sandbox.tiers import CANARIES, TIERS, Isolation

from .conftest import FULL, LACKS, LANGUAGES, LEAKS, NAMES, ROOT, isolation_of_tier, on_tier, smol_grade, smol_grade_on

WORKS = Trial(3, 3, 1.25)


def diagnosis_of(isolation: Isolation, extras: tuple[Extra, ...] = (), trial: Trial = WORKS) -> Diagnosis:
    """What the doctor would find on a made-up machine."""
    environment = Environment(
        python="3.11.0",
        platform="linux",
        isolation=isolation.kind,
        versions={"transformers": "5.0"},
        drift={"transformers": "5.1"},
        tier=isolation.tier,
        leaks=isolation.leaks,
    )
    findings = (examining.packages(environment, checkout_files(ROOT).constraints),)
    return Diagnosis("0.0.0", environment, isolation, extras, trial, findings)


def commands(language: Language) -> list[str]:
    """Every line to be typed of the texts on what is missing."""
    lines = [line for name in sorted(LACKS) for line in remedy(name, language).splitlines()]
    return [line.removeprefix(COMMAND) for line in lines if line.startswith(COMMAND)]


def words_of(command: str) -> str:
    """The words of a command as a shell takes them; it is not run."""
    quoted = command.replace(" | ", " '|' ")
    done = subprocess.run(["bash", "-c", f"printf '<%s>' {quoted}"], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_doctor_examines_this_machine() -> None:
    """It exits 0 where grading works, having graded; the tier, each canary and the packages are told."""
    done = smol_grade("doctor", "--lang", "en")
    assert (0, "") == (done.returncode, done.stderr.partition("\n")[2])
    for said in ("3/3 points", "isolation: tier", "transformers "):
        assert said in done.stdout
    for name in CANARIES:
        assert say("en", f"canary.{name}").split()[0] in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tier", TIERS)
def test_each_canary_has_its_line(tier: int, language: Language) -> None:
    """What holds and what does not stand apart without colour; what leaks has its name and detail, the rest has not."""
    shown = diagnosis_as_text(diagnosis_of(isolation_of_tier(tier)), language, Screen(width=100))
    for name in CANARIES:
        leaked = name in LEAKS[tier]
        word = say(language, "doctor.leaked" if leaked else "doctor.held")
        lines = [line.split(maxsplit=1) for line in shown.splitlines() if line.startswith("  ")]
        [told] = [line for line in lines if line[1:] and line[1].partition(" (")[0] == say(language, f"canary.{name}")]
        assert word == told[0]
        assert leaked == told[1].endswith(f"({name}): it answered")


def test_what_was_not_tried_is_not_called_held() -> None:
    """An isolation without canaries is tier 4, and says that nothing was tried."""
    shown = diagnosis_as_text(diagnosis_of(Isolation("spawn")), "en", Screen())
    assert "tier 4 of 4 (spawn)" in shown
    assert len(CANARIES) == shown.count("not tried")
    assert "held" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [40, 80, 100])
def test_prose_fits_the_screen(width: int, language: Language) -> None:
    """Nothing but a shell's word, or an option with its value, is wider than the screen."""
    isolation = isolation_of_tier(4, *sorted(LACKS))
    extra = Extra("train", NAMES, ("torch", "trl"))
    shown = diagnosis_as_text(diagnosis_of(isolation, (extra,)), language, Screen(width=width))
    for line in shown.splitlines():
        assert cell_len(line) <= width or (line.startswith("    ") and len(broken(line.removesuffix(" \\"), 1)) == 1), (
            line
        )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_broken_command_is_the_command(width: int, language: Language) -> None:
    """Put together by a shell, the lines of a command are its words; every command is well-formed."""
    assert len(commands(language)) >= 10
    for command in commands(language):
        assert words_of(command) == words_of(" \\\n    ".join(broken(command, width)))


@given(st.text("ab -|\\", max_size=30), st.integers(-5, 40))
def test_a_command_loses_nothing(command: str, width: int) -> None:
    """At any width the words of a command stay what they are, in their order."""
    assert command.split() == " ".join(broken(command, width)).split()


def test_commands_are_the_same_in_both_languages() -> None:
    """What is to be typed does not depend on the language."""
    assert commands("en") == commands("es")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(LACKS))
def test_every_lack_says_what_to_do(name: str, language: Language) -> None:
    """A machine that lacks something is told how to get it; a lack of an unknown name is named."""
    shown = diagnosis_as_text(diagnosis_of(isolation_of_tier(4, name, "unheard_of")), language, Screen())
    assert [f"({name})" in shown, "(unheard_of)" in shown] == [True, True]
    assert remedy(name, language).strip().splitlines()[0].split()[-1] in shown


def test_extras_that_are_missing_come_with_their_command() -> None:
    """The libraries that exercises need: how many need them, which are absent, how to install them."""
    shown = diagnosis_as_text(
        diagnosis_of(isolation_of_tier(1), (Extra("train", ("a", "b"), ("torch", "trl")),)), "en", Screen()
    )
    assert "extra train: not installed (torch, trl); exercises that need it: 2" in shown
    assert 'pip install "smol-grade[train]"' in shown
    assert "pip install transformers==5.1" in " ".join(shown.split())


def test_a_machine_on_which_nothing_can_be_graded(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    """When no worker can be started the doctor still tells the rest, says why and what to do, and exits 3."""

    def broken_sandbox(*_: object, **__: object) -> None:
        raise SandboxError("no fork today")

    monkeypatch.setattr(Engine, "measured", Isolation("fork"))
    monkeypatch.setattr(doctor, "grade", broken_sandbox)
    found = doctor.examine(engine, lambda _: None)
    assert (3, 4) == (found.exit_code, found.isolation.tier)
    shown = diagnosis_as_text(found, "en", Screen())
    for said in ("Grading does not work here", "no fork today", "SMOL_GRADE_WORKERS=spawn", "transformers"):
        assert said in shown
    read = json.loads(diagnosis_as_json(found, "en"))
    assert (3, False) == (read["exit_code"], read["grading"]["works"])
    assert "no fork today" in read["grading"]["problem"]


def test_a_right_answer_that_falls_short_is_told(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    """A grader that refuses the demo's right answer does not work, even if it does not fail."""
    on_tier(monkeypatch, 1)
    wrong = Path(__file__).parents[2] / "tests" / "hidden" / "unit0" / "demo" / "wrong"
    whole = doctor.grade
    monkeypatch.setattr(doctor, "grade", lambda target, _path, engine: whole(target, wrong, engine=engine))
    found = doctor.attempt(engine)
    assert Sentence(key="report.points", fields={"points": 1, "max_points": 3}) == found.problem[0]
    assert 3 == diagnosis_of(isolation_of_tier(1), trial=found).exit_code


@pytest.mark.parametrize("turn", [0, pytest.param(1, marks=pytest.mark.full)])
@pytest.mark.parametrize(("tier", "required", "code"), [(1, 1, 0), (2, 1, 3), (4, 3, 3), (3, 4, 0)])
def test_require_tier_decides_the_exit_status(tier: int, required: int, code: int, turn: int) -> None:
    """The doctor tells all, then ends with 3 on a machine that holds less than asked for; in turn in each language."""
    isolation, language = isolation_of_tier(tier), LANGUAGES[(tier + turn) % 2]
    done = smol_grade_on(isolation, "doctor", "--require-tier", str(required), "--lang", language)
    short = say(language, "error.tier", found=tier, required=required, leaks=", ".join(isolation.leaks))
    assert (code, code == 3) == (done.returncode, short in done.stderr)
    assert say(language, "report.isolation", tier=tier, tiers=4, kind=isolation.kind) in done.stdout


@pytest.mark.parametrize("language", ["es", pytest.param("en", marks=pytest.mark.full)])
def test_grading_refuses_with_a_sentence(language: Language) -> None:
    """`smol-grade unit0 --require-tier 1` on a weaker machine: status 3, both tiers, what leaks, what to do next."""
    isolation = isolation_of_tier(3)
    demo = Path(__file__).parents[1] / "hidden" / "unit0" / "demo" / "good"
    words = ("unit0", "--path", str(demo), "--lang", language, "--require-tier")
    done = smol_grade_on(isolation, *words, "1")
    assert (3, "") == (done.returncode, done.stdout)
    for said in (
        say(language, "error.tier", found=3, required=1, leaks=", ".join(isolation.leaks)),
        say(language, "error.tier.hint"),
    ):
        assert said in done.stderr
    assert 0 == smol_grade_on(isolation, *words, "3").returncode


def test_json_is_for_programs() -> None:
    """The document has exit status, versions, extras and each canary by name; it is all of stdout."""
    isolation = isolation_of_tier(2, "no_namespaces")
    done = smol_grade_on(isolation, "doctor", "--format", "json", "--lang", "es")
    read = json.loads(done.stdout)
    assert (1, "es", 0, True) == (read["schema_version"], read["language"], read["exit_code"], read["grading"]["works"])
    assert ("landlock", 2, ["own_namespaces"]) == tuple(read["isolation"][key] for key in ("kind", "tier", "leaks"))
    assert list(CANARIES) == [canary["name"] for canary in read["isolation"]["canaries"]]
    assert ["leaked"] == [c["status"] for c in read["isolation"]["canaries"] if c["name"] == "own_namespaces"]
    assert ["no_namespaces"] == [lack["name"] for lack in read["isolation"]["missing"]]
    assert "contenedor" in read["isolation"]["missing"][0]["text"]
    assert {"train", "vlm"} == {extra["name"] for extra in read["extras"]}


@pytest.mark.parametrize(
    "words", [("--format", "md"), ("--require-tier", "0"), ("--require-tier", "5"), ("--lang", "fr")]
)
def test_wrong_use_of_the_doctor(words: tuple[str, str]) -> None:
    """A format, tier or language that there is not is wrong use."""
    done = smol_grade("doctor", *words)
    assert (2, "", True) == (done.returncode, done.stdout, words[0] in done.stderr)


def test_the_doctor_is_plain_where_it_must_be() -> None:
    """No colour with NO_COLOR or without a terminal; 40 columns are enough; any encoding will do."""
    isolation = isolation_of_tier(4)
    plain = smol_grade_on(isolation, "doctor", COLUMNS="40")
    assert max(len(line) for line in plain.stdout.splitlines()) <= 40
    assert "\x1b" not in plain.stdout
    assert "\x1b[" in smol_grade_on(isolation, "doctor", FORCE_COLOR="1").stdout
    assert "\x1b[" not in smol_grade_on(isolation, "doctor", FORCE_COLOR="1", NO_COLOR="1").stdout
    for encoding in ("ascii", "cp1252") if FULL else ("ascii",):
        done = smol_grade_on(isolation, "doctor", "--lang", "es", PYTHONIOENCODING=encoding)
        assert (0, False) == (done.returncode, "Traceback" in done.stderr)
