"""A submission that misbehaves gets one clear outcome, and nobody else loses a point."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from smol_grade.grade import Engine
from smol_grade.messages import say_sentence
from smol_grade.records import Outcome, Reason, Report

from .conftest import FULL, GSM8K, of

BODY = "def smoltalk_to_chatml(sample, tokenizer):\n    "
CASES = {
    "syntax error": ("def smoltalk_to_chatml(:\n", Outcome.ERRORED, Reason.ERROR, "line 1: SyntaxError"),
    "python 2 print": (BODY + "print 'hello'\n", Outcome.ERRORED, Reason.ERROR, "line 2: SyntaxError"),
    "unclosed string": (BODY + "return {'text: 1}\n", Outcome.ERRORED, Reason.ERROR, "line 2: SyntaxError"),
    "bad indent": (BODY + "x = 1\n  return x\n", Outcome.ERRORED, Reason.ERROR, "IndentationError"),
    "many parentheses": ("(" * 5000, Outcome.ERRORED, Reason.ERROR, "SyntaxError"),
    "raises at import": ("import nothing_of_this_name\n", Outcome.ERRORED, Reason.ERROR, "ModuleNotFoundError"),
    "exits at import": ("import sys\nsys.exit(0)\n", Outcome.ERRORED, Reason.ERROR, "SystemExit"),
    "ends at import": ("import os\nos._exit(0)\n", Outcome.ERRORED, Reason.CRASHED, "exit status 0"),
    "missing function": (
        "def smoltalk_to_chat(a, b): ...\n",
        Outcome.ERRORED,
        Reason.ERROR,
        "It has smoltalk_to_chat:",
    ),
    "not a function": ("smoltalk_to_chatml = 3\n", Outcome.ERRORED, Reason.ERROR, "no function"),
    "wrong signature": ("def smoltalk_to_chatml(sample): ...\n", Outcome.ERRORED, Reason.ERROR, "(sample)"),
    "raises": (BODY + "raise RuntimeError('boom')\n", Outcome.ERRORED, Reason.ERROR, "RuntimeError: boom"),
    "exits": (BODY + "raise SystemExit(0)\n", Outcome.ERRORED, Reason.ERROR, "SystemExit"),
    "interrupts": (BODY + "raise KeyboardInterrupt\n", Outcome.ERRORED, Reason.ERROR, "KeyboardInterrupt"),
    "ends the process": (BODY + "__import__('os')._exit(0)\n", Outcome.ERRORED, Reason.CRASHED, "exit status 0"),
    "segfault": (BODY + "__import__('ctypes').string_at(0)\n", Outcome.ERRORED, Reason.CRASHED, "SIGSEGV"),
    "recursion": (BODY + "return smoltalk_to_chatml(sample, tokenizer)\n", Outcome.ERRORED, Reason.ERROR, "Recursion"),
    "out of memory": (BODY + "return {'text': 'x' * (6 << 30)}\n", Outcome.ERRORED, Reason.MEMORY, "memory"),
    "cyclic result": (BODY + "x = []\n    x.append(x)\n    return x\n", Outcome.FAILED, Reason.WRONG, "plain data"),
    "huge integer": (BODY + "return {'text': 2**100000}\n", Outcome.ERRORED, Reason.ERROR, "Overflow"),
    "lone surrogate": (BODY + "return {'text': '\\ud800'}\n", Outcome.ERRORED, Reason.ERROR, "surrogates"),
    "an object": (BODY + "return {'text': object()}\n", Outcome.FAILED, Reason.WRONG, "object"),
    "wrong type": (BODY + "return 7\n", Outcome.FAILED, Reason.WRONG, "int"),
    "giant frame": (
        BODY + "import os, time\n    os.write(3, b'\\xff' * 8)\n    time.sleep(9)\n",
        Outcome.ERRORED,
        Reason.BAD_FRAME,
        "protocol",
    ),
    "closes the channel": (BODY + "__import__('os').close(3)\n", Outcome.ERRORED, Reason.CRASHED, ""),
}


def said(report: Report) -> str:
    """What the first failing check of the exercise says, in English."""
    check = next(check for check in of(report).checks if check.outcome is not Outcome.PASSED)
    assert check.message is not None
    return say_sentence("en", check.message)


@pytest.mark.parametrize("name", CASES)
def test_one_outcome_and_nothing_for_the_others(name: str, submit: Callable[..., Report]) -> None:
    """Every kind of misbehaviour has its outcome, reason and sentence; the other exercise keeps full marks."""
    source, outcome, reason, words = CASES[name]
    report = submit(source)
    failed = [check for check in of(report).checks if check.outcome is not Outcome.PASSED]
    assert {(outcome, reason)} == {(check.outcome, check.reason) for check in failed}
    assert words in said(report)
    assert of(report).points <= 1
    assert of(report, GSM8K).max_points == of(report, GSM8K).points


def test_loading_problems_are_told_once(submit: Callable[..., Report]) -> None:
    """What is wrong with the file as a whole is one problem of the exercise, with its line."""
    problem = of(submit("x = 1\ndef smoltalk_to_chatml(:\n")).problem
    assert problem is not None
    assert problem.evidence is not None
    assert (2, "def smoltalk_to_chatml(:") == (problem.evidence.line, problem.evidence.source)


@pytest.mark.parametrize("kind", ["engine", pytest.param("spawning", marks=pytest.mark.full)])
def test_a_loop_costs_two_deadlines_and_no_more(
    kind: str, submit: Callable[..., Report], request: pytest.FixtureRequest
) -> None:
    """An endless loop is neither shrunk nor replayed; after two time-outs the other checks are not run."""
    using: Engine = request.getfixturevalue(kind)
    begun = time.monotonic()
    report = submit(BODY + "while True: pass\n", using=using)
    limit = using.course.find("unit1")[1][0].limits.call_s
    assert time.monotonic() - begun < 2 * limit + 15
    outcomes = [check.outcome for check in of(report).checks]
    assert [Outcome.TIMED_OUT] * 2 + [Outcome.NOT_RUN] * 3 == outcomes
    assert of(report, GSM8K).max_points == of(report, GSM8K).points


def test_a_loop_in_one_case_costs_only_its_check(submit: Callable[..., Report]) -> None:
    """A loop that only an empty content starts leaves the points of the other checks."""
    source = (
        "def smoltalk_to_chatml(sample, tokenizer):\n"
        "    while any(m['content'] == '' for m in sample['messages']): pass\n"
        "    return {'text': tokenizer.apply_chat_template(sample['messages'], tokenize=False)}\n"
    )
    outcomes = {check.id.rsplit("/")[-1]: check.outcome for check in of(submit(source)).checks}
    assert Outcome.TIMED_OUT == outcomes.pop("content_verbatim")
    assert {Outcome.PASSED} == set(outcomes.values())


@pytest.mark.parametrize("kind", ["engine", pytest.param("spawning", marks=pytest.mark.full)])
def test_a_flood_of_output_is_ended(kind: str, submit: Callable[..., Report], request: pytest.FixtureRequest) -> None:
    """Printing a gigabyte is one clear outcome; what is kept of it stays small."""
    source = BODY + "for _ in range(1 << 20): print('y' * 1023)\n"
    report = submit(source, using=request.getfixturevalue(kind))
    assert Reason.OUTPUT_FLOOD in {check.reason for check in of(report).checks}
    assert all(len(check.evidence.printed) < 10_000 for check in of(report).checks if check.evidence)
    assert of(report, GSM8K).max_points == of(report, GSM8K).points


def test_much_output_that_is_no_flood_is_fine(submit: Callable[..., Report]) -> None:
    """Printing does not change a right answer's marks."""
    source = (
        BODY
        + "print('x' * 20000)\n    return {'text': tokenizer.apply_chat_template(sample['messages'], tokenize=False)}\n"
    )
    assert of(submit(source)).max_points == of(submit(source)).points


def test_bytes_that_nobody_asked_for_end_the_session(submit: Callable[..., Report]) -> None:
    """A thread that writes into the channel between requests is found out."""
    source = (
        "import os, threading, time\n"
        "def work():\n    while True:\n        os.write(3, b'\\x00\\x00\\x00\\x01\\xc0'); time.sleep(0.001)\n"
        "threading.Thread(target=work, daemon=True).start()\ntime.sleep(0.05)\n" + BODY + "return {'text': ''}\n"
    )
    reasons = {check.reason for check in of(submit(source)).checks}
    assert reasons <= {Reason.UNSOLICITED, Reason.BAD_FRAME}


def test_an_answer_that_changes_is_a_failure(submit: Callable[..., Report]) -> None:
    """A function that is right on the first call only, or at random, fails and does not confuse the judge."""
    right = "return {'text': tokenizer.apply_chat_template(sample['messages'], tokenize=False)}\n"
    first = "calls = []\n" + BODY + "calls.append(1)\n    if len(calls) > 1: return {'text': 'later'}\n    " + right
    chance = "import random\n" + BODY + "if random.random() < 0.4: return {'text': 'now and then'}\n    " + right
    for source in (first, chance):
        report = submit(source)
        assert of(report).points < of(report).max_points
        assert {Outcome.FAILED, Outcome.PASSED} >= {check.outcome for check in of(report).checks}


def test_spawned_workers_give_the_same_verdicts(submit: Callable[..., Report], spawning: Engine) -> None:
    """Where no process can be forked, outcomes and reasons are the same."""
    for name in ("syntax error", "ends the process", "wrong type") if FULL else ("ends the process",):
        forked, spawned = submit(CASES[name][0]), submit(CASES[name][0], using=spawning)
        assert [(c.id, c.outcome, c.reason) for c in forked.checks] == [
            (c.id, c.outcome, c.reason) for c in spawned.checks
        ]


@pytest.mark.parametrize("name", ["numpy.f2py.__main__", "transformers." + "x" * 70_000, "numpy"])
def test_an_import_harms_only_its_file(name: str, submit: Callable[..., Report]) -> None:
    """What a file imports, were it a module that ends the process or a name of any length, stays in its own worker."""
    report = submit(f"import {name}\n" + BODY + "return {'text': ''}\n")
    assert of(report).points == 0
    assert of(report, GSM8K).max_points == of(report, GSM8K).points


@pytest.mark.parametrize(
    "text",
    [
        "tokenizer.bos_token * 20000",
        "tokenizer.apply_chat_template([m | {'content': 'e' * 300_000} for m in sample['messages']], tokenize=False)",
        "'{' * 500_000",
    ],
)
def test_a_long_wrong_text_does_not_keep_the_judge_busy(text: str, submit: Callable[..., Report]) -> None:
    """Detectors have no deadline, so they are bounded by what they look at."""
    begun = time.monotonic()
    report = submit(BODY + f"return {{'text': {text}}}\n")
    assert time.monotonic() - begun < 20
    assert of(report).points == 0
