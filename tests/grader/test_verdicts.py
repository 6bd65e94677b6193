"""Whole gradings: solutions, stubs, repetition, real data, audiences."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs

from smol_grade.errors import NoRealData, SuiteError
from smol_grade.grade import Engine, grade
from smol_grade.judge import rows
from smol_grade.judge.world import World
from smol_grade.records import Outcome, Reason, Report
from smol_grade.report import Screen, render_json, render_terminal
from smol_grade.scoring import exit_code
from smol_grade.submission import Call

from .conftest import FULL, GSM8K, POINTS, ROOT, SMOLTALK, SOLUTIONS, of, on_tier, quick

needs_gsm8k = pytest.mark.skipif(rows.gsm8k_folder() is None, reason="GSM8K_DIR names no folder with GSM8K")
HUB = "import os\nos.environ['X'] = '1'\n"


def verdicts(report: Report) -> list[tuple[str, Outcome, Reason | None, int]]:
    """What a grading decided."""
    return [(check.id, check.outcome, check.reason, check.points) for check in report.checks]


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.full) for seed in (2, 3, 4))])
def test_solutions_get_full_marks(seed: int, engine: Engine) -> None:
    """The reference solutions pass every check with any seed."""
    report = grade("unit1", SOLUTIONS, engine=engine, seed=seed)
    assert (22, 22, 0) == (report.points, report.max_points, exit_code(report))


@pytest.mark.parametrize("seed", [11, pytest.param(12, marks=pytest.mark.full)])
def test_the_whole_unit_gets_full_marks(seed: int, whole: Engine) -> None:
    """Every reference solution of unit 1 passes; `dev check` grades them with five seeds."""
    report = grade("unit1", SOLUTIONS, engine=whole, seed=seed)
    assert [] == [check for check in report.checks if check.outcome is not Outcome.PASSED]
    assert (POINTS, POINTS, 0) == (report.points, report.max_points, exit_code(report))


def test_stubs_are_not_started(whole: Engine) -> None:
    """What a learner gets scores 0, each exercise not started, exit status 1."""
    report = grade("unit1", ROOT / "exercises" / "unit1", engine=whole)
    assert (0, POINTS, 1) == (report.points, report.max_points, exit_code(report))
    assert {"not_started"} == {exercise.status for exercise in report.exercises}


@pytest.mark.proof
def test_gradings_decide_the_same(tmp_path: Path, engine: Engine) -> None:
    """Drawn anew each time, a wrong answer's verdict stays the same."""
    (tmp_path / f"{SMOLTALK}.py").write_text(
        "def smoltalk_to_chatml(sample, tokenizer):\n"
        "    return {'text': tokenizer.apply_chat_template(sample['messages'], tokenize=False, add_generation_prompt=True)}\n"
    )
    reports = [grade(SMOLTALK, tmp_path, engine=engine, seed=seed) for seed in range(20 if FULL else 6)]
    assert 1 == len({tuple(verdicts(report)) for report in reports})


def test_a_seed_repeats_a_grading(submit: Callable[..., Report], engine: Engine, spawning: Engine) -> None:
    """The same seed draws the same counterexamples, in a warm engine, with forked or spawned workers."""
    source = "def smoltalk_to_chatml(sample, tokenizer):\n    return {'text': 'x' + str(sample)}\n"
    first = submit(source, seed=7)
    evidence = [check.evidence for check in of(first).checks]
    assert evidence == [check.evidence for check in of(submit(source, seed=7)).checks]
    assert evidence == [check.evidence for check in of(submit(source, seed=7, using=spawning)).checks]
    assert evidence != [check.evidence for check in of(submit(source, seed=8)).checks]


def test_every_mistake_is_reported_with_the_input_that_shows_it(submit: Callable[..., Report]) -> None:
    """A wrong text comes with the call, both texts, their first difference and the hint."""
    check = of(submit("def smoltalk_to_chatml(sample, tokenizer):\n    return {'text': 'Hi'}\n")).checks[1]
    assert check.evidence is not None
    assert check.evidence.call.startswith("smoltalk_to_chatml({'messages': [{'content': 'What is the capital of Peru?'")
    assert check.evidence.expected.startswith(check.evidence.special_tokens[0] + "user\n")
    assert "Hi" == check.evidence.got
    assert check.evidence.difference is not None
    assert 0 == check.evidence.difference.index
    assert "special_tokens_lost" == check.hint_id


def test_an_official_report_holds_no_input(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Title, outcome and hint: nothing of the inputs, of the learner's words or of the seed reaches a renderer."""
    (tmp_path / f"{SMOLTALK}.py").write_text(
        "def smoltalk_to_chatml(sample, tokenizer):\n    print(sample)\n    raise ValueError(str(sample) + tokenizer.eos_token)\n"
    )
    seed = 4711
    on_tier(monkeypatch, 1)
    report = grade(SMOLTALK, tmp_path, engine=engine, seed=seed, audience="official")
    token = World(seed).tokenizer(f"{SMOLTALK}/tokenizer").special_tokens.end
    for text in (
        render_json(report, "en"),
        render_terminal(report, "en", Screen()),
        re.sub(r"shape='[^']*'", "", json.dumps(str(report))),  # of our words alone: see test_shape
    ):
        assert "Peru" not in text
        assert token not in text
        assert str(seed) not in text
        assert "ValueError" not in text
    assert {None} == {check.evidence for check in report.checks} | {check.message for check in report.checks}


def test_a_suite_that_loses_a_check_grades_nothing(tmp_path: Path) -> None:
    """Checks are exactly the manifest's: a suite that differs is an error of ours, not a grade."""
    import shutil

    from smol_grade.locate import checkout_files

    shutil.copytree(ROOT / "tests" / "hidden", tmp_path / "tests" / "hidden")
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    suite = tmp_path / "tests" / "hidden" / "unit1" / f"test_{SMOLTALK}.py"
    for before, after in (
        ("def test_returns_text", "def no_test_returns_text"),
        ("points=4", "points=3"),
        ('"""Hidden suite', 'import nothing_of_this_name\n"""Hidden suite'),
    ):
        original = suite.read_text("utf-8")
        suite.write_text(original.replace(before, after), "utf-8")
        with Engine(checkout_files(tmp_path)) as broken, pytest.raises(SuiteError):
            grade(SMOLTALK, SOLUTIONS, engine=broken, seed=1)
        suite.write_text(original, "utf-8")


def test_a_mistake_in_a_suite_is_not_the_learners(tmp_path: Path) -> None:
    """An exception in the suite itself is an error of ours, never a failed check."""
    import shutil

    from smol_grade.locate import checkout_files

    shutil.copytree(ROOT / "tests" / "hidden", tmp_path / "tests" / "hidden")
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    suite = tmp_path / "tests" / "hidden" / "unit1" / f"test_{SMOLTALK}.py"
    text = suite.read_text("utf-8").replace("    at = 0\n", "    at = 1 // 0\n")
    suite.write_text(text, "utf-8")
    with Engine(checkout_files(tmp_path)) as broken, pytest.raises(SuiteError, match="ZeroDivisionError"):
        grade(SMOLTALK, SOLUTIONS, engine=broken, seed=1)


@pytest.mark.parametrize(
    ("line", "failed"), [("assert False", True), ("from smol_grade.judge import draws; draws.broken()", False)]
)
def test_an_assert_in_a_suite_counts_and_one_of_ours_does_not(
    line: str, failed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A suite may use a plain `assert`; an assertion that fails elsewhere in the judge is never the learner's."""
    import shutil

    from smol_grade.judge import draws
    from smol_grade.locate import checkout_files

    def broken() -> None:
        assert not tmp_path

    monkeypatch.setattr(draws, "broken", broken, raising=False)
    shutil.copytree(ROOT / "tests" / "hidden", tmp_path / "tests" / "hidden")
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    suite = tmp_path / "tests" / "hidden" / "unit1" / f"test_{SMOLTALK}.py"
    suite.write_text(suite.read_text("utf-8").replace("    at = 0\n", f"    at = 0\n    {line}\n"), "utf-8")
    with Engine(checkout_files(tmp_path)) as live:
        if failed:
            check = grade(SMOLTALK, SOLUTIONS, engine=live, seed=1).checks[0]
            assert (check.outcome, check.reason) == (Outcome.FAILED, Reason.WRONG)
        else:
            with pytest.raises(SuiteError, match="AssertionError"):
                grade(SMOLTALK, SOLUTIONS, engine=live, seed=1)


def test_a_missing_library_blocks_and_says_what_to_install(tmp_path: Path) -> None:
    """An exercise whose libraries are not installed is blocked, not graded; others keep their points."""
    import shutil

    from smol_grade.locate import checkout_files

    shutil.copytree(ROOT / "tests" / "hidden", tmp_path / "tests" / "hidden")
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    manifest = tmp_path / "exercises" / "course.toml"
    text = manifest.read_text("utf-8").replace(
        'name = "gsm8k_to_chatml"', 'name = "gsm8k_to_chatml"\nrequires = ["no_such_library"]\nextra = "train"'
    )
    manifest.write_text(text, "utf-8")
    with Engine(checkout_files(tmp_path)) as live:
        live.course = quick(live.course)
        report = grade("unit1", SOLUTIONS, engine=live, seed=1)
    assert {Outcome.BLOCKED} == {check.outcome for check in of(report, GSM8K).checks}
    assert (10, 10, 3) == (report.points, report.max_points, exit_code(report))
    shown = render_terminal(report, "en", Screen())
    assert 'pip install "smol-grade[train]"' in " ".join(shown.split())


@needs_gsm8k
def test_all_real_rows_pass_through_the_reference(engine: Engine) -> None:
    """Each of GSM8K's 8 792 rows, converted by the reference solution in a worker, is what the oracle says."""
    from smol_grade.learner_file import LearnerFile
    from smol_grade.submission import Submission

    unit, [exercise] = engine.course.find(GSM8K)
    sandbox = engine.sandbox(unit.preload(exercise))
    file = LearnerFile("x.py", (SOLUTIONS / f"{GSM8K}.py").read_text("utf-8"))
    patient = structs.replace(exercise, limits=structs.replace(exercise.limits, check_s=300.0))
    submission = Submission(lambda: sandbox.session(GSM8K, patient.limits), patient, file)
    tokenizer = World(1).tokenizer("t")
    real = rows.real_gsm8k(Path(os.environ["GSM8K_DIR"]))
    assert 8792 == len(real)
    for row in real:
        result = submission.call(GSM8K, row, tokenizer)
        chat = [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"]}]
        assert {"messages": chat, "text": tokenizer.render(chat)} == result
    submission.close()
    assert all(isinstance(call, Call) for call in submission.calls)


@needs_gsm8k
def test_real_data_grades_two_hundred_real_rows(engine: Engine, tmp_path: Path) -> None:
    """`real_data` finds a mistake that only one real row in a hundred shows."""
    (tmp_path / f"{GSM8K}.py").write_text(
        (SOLUTIONS / f"{GSM8K}.py").read_text("utf-8")
        + "\n_right = gsm8k_to_chatml\n\ndef gsm8k_to_chatml(sample, tokenizer):\n"
        "    return _right(sample, tokenizer) if len(sample['question']) % 50 else {}\n"
    )
    report = grade(GSM8K, tmp_path, engine=engine, seed=1, real_data=True)
    assert Outcome.FAILED is next(check for check in report.checks if check.id.endswith("rows_of_gsm8k")).outcome
    assert 12 == grade(GSM8K, SOLUTIONS, engine=engine, seed=1, real_data=True).points


def test_real_data_needs_its_folder(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the files a sentence says which variable to set; damaged files are said too."""
    monkeypatch.delenv("GSM8K_DIR", raising=False)
    with pytest.raises(NoRealData):
        grade(GSM8K, SOLUTIONS, engine=engine, real_data=True)
    (tmp_path / "test.jsonl").write_text("{}\n")
    monkeypatch.setenv("GSM8K_DIR", str(tmp_path))
    with pytest.raises(NoRealData):
        grade(GSM8K, SOLUTIONS, engine=engine, real_data=True)


@pytest.mark.parametrize(
    ("body", "hints"),
    [
        ("1 / 0", {""}),
        ("return sample.messages", {""}),
        ("return sample['message']", {"missing_column"}),
        ("return {'text': ['a']}", {"list_around"}),
        ("return {'text': None}", {"returns_text"}),
        ("return tokenizer.no_such_method()", {""}),
        ("return ('a', 'b')", {"not_a_dict"}),
    ],
)
def test_a_hint_fits_or_is_not_given(body: str, hints: set[str], submit: Callable[..., Report]) -> None:
    """An exception that no detector knows gets no hint: a wrong one would be worse. A wrong shape gets its own."""
    report = submit(f"def smoltalk_to_chatml(sample, tokenizer):\n    {body}\n")
    assert {check.hint_id for check in of(report).checks} == hints
