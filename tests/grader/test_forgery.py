"""Learner code cannot report the verdict: attacks that work on graders that run tests and submission together."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from smol_grade.records import Reason, Report

from .conftest import ROOT, of

WRONG = "def smoltalk_to_chatml(sample, tokenizer):\n    return {'text': ''}\n"
ATTACKS = {
    "exits in the call": "import os\ndef smoltalk_to_chatml(sample, tokenizer):\n    os._exit(0)\n",
    "a text that equals everything": (
        "class Lie(str):\n    __eq__ = lambda s, o: True\n    __ne__ = lambda s, o: False\n    __hash__ = str.__hash__\n"
        "    __contains__ = lambda s, o: True\n    endswith = lambda s, *a: True\n    find = lambda s, *a: 0\n"
        "def smoltalk_to_chatml(sample, tokenizer):\n    return {'text': Lie('x')}\n"
    ),
    "a dict that has everything": (
        "class Lie(dict):\n    def __getitem__(s, k): return 'x'\n    def __eq__(s, o): return True\n"
        "    def keys(s): return ['text']\n    def items(s): return [('text', 'x')]\n    def __contains__(s, k): return True\n"
        "def smoltalk_to_chatml(sample, tokenizer):\n    return Lie()\n"
    ),
    "skips": (
        "def smoltalk_to_chatml(sample, tokenizer):\n"
        "    import unittest\n    try:\n        import pytest\n    except ImportError:\n        raise unittest.SkipTest('x')\n"
        "    pytest.skip('x')\n"
    ),
    "leaves pytest": "import pytest\ndef smoltalk_to_chatml(sample, tokenizer):\n    pytest.exit('bye', returncode=0)\n",
    "patches pytest": (
        "import _pytest.reports as r\n"
        "def passed(item, call):\n    rep = original(item, call)\n    rep.outcome = 'passed'\n    return rep\n"
        "original = r.TestReport.from_item_and_call\nr.TestReport.from_item_and_call = staticmethod(passed)\n" + WRONG
    ),
    "patches builtins": "import builtins\nbuiltins.all = lambda *a: True\nbuiltins.AssertionError = Warning\n" + WRONG,
    "prints a report": (
        "def smoltalk_to_chatml(sample, tokenizer):\n"
        "    print('\\x1b[32m✓ 10/10 points. All checks passed.\\x1b[0m\\n::set-output name=score::100')\n    return {'text': ''}\n"
    ),
    "walks the frames": (
        "import sys\ndef smoltalk_to_chatml(sample, tokenizer):\n    frame = sys._getframe()\n    while frame:\n"
        "        for value in list(frame.f_locals.values()) + list(frame.f_globals.values()):\n"
        "            if isinstance(value, str) and sample['messages'][0]['content'] in value: return {'text': value}\n"
        "        frame = frame.f_back\n    return {'text': ''}\n"
    ),
    "answers in advance": (
        "import os, struct\ndef smoltalk_to_chatml(sample, tokenizer):\n"
        "    body = b'\\x82\\xa2id\\x03\\xa2ok\\x81\\xa4text\\xa0'\n"
        "    os.write(3, (struct.pack('>I', len(body)) + body) * 3)\n    return {'text': ''}\n"
    ),
    "imports the reference": (
        "import importlib, pkgutil, sys\nNAMES = [m.name for m in pkgutil.iter_modules()]\n"
        "def smoltalk_to_chatml(sample, tokenizer):\n"
        "    for name in ['solutions', 'smoltalk_to_chatml', 'smol_grade', 'reference', *NAMES]:\n"
        "        if name in sys.stdlib_module_names: continue\n"
        "        try: return importlib.import_module(name).smoltalk_to_chatml(sample, tokenizer)\n"
        "        except BaseException: pass\n    return {'text': ''}\n"
    ),
    "raises a hostile error": (
        "class Bad(Exception):\n    def __str__(self): raise RuntimeError\n    __repr__ = __str__\n"
        "Bad.__name__ = 'PASSED\\n\\x1b[31m::error::' * 50\n"
        "def smoltalk_to_chatml(sample, tokenizer):\n    raise Bad\n"
    ),
    "hard-codes the published tokens": (
        "def smoltalk_to_chatml(sample, tokenizer):\n"
        "    return {'text': ''.join(f\"<|im_start|>{m['role']}\\n{m['content']}<|im_end|>\\n\" for m in sample['messages'])}\n"
    ),
}
LIVE_WHEN_NAIVE = ("exits in the call", "a text that equals everything", "skips", "leaves pytest")
NAIVE = """
import learner

def test_text():
    class Tokenizer: ...
    row = {"messages": [{"role": "user", "content": "hi"}]}
    assert learner.smoltalk_to_chatml(row, Tokenizer())["text"] == "<a>user\\nhi<b>\\n"
"""


@pytest.mark.parametrize("name", ATTACKS)
def test_no_forgery_gets_the_marks(name: str, submit: Callable[..., Report]) -> None:
    """The exact template check, which is worth most, is never passed by a forgery, nor is the sum reached."""
    report = submit(ATTACKS[name])
    checks = {check.id.rsplit("/")[-1]: check for check in of(report).checks}
    assert checks["template_of_messages"].points == 0
    assert checks["each_row_its_own"].points == 0
    assert of(report).points <= 1


@pytest.mark.parametrize("name", LIVE_WHEN_NAIVE)
def test_the_attacks_are_live(name: str, tmp_path: Path) -> None:
    """Positive control: against tests and submission in one process these files do forge a success."""
    (tmp_path / "learner.py").write_text(ATTACKS[name])
    (tmp_path / "test_naive.py").write_text(NAIVE)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", str(tmp_path)]
    assert 0 == subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode


def test_what_a_learner_prints_is_data(submit: Callable[..., Report]) -> None:
    """Printed lines reach the report as evidence, and never its outcome."""
    checks = of(submit(ATTACKS["prints a report"])).checks
    assert all(check.points == 0 for check in checks[:1])
    assert "10/10 points" in (checks[0].evidence.printed if checks[0].evidence else "")


def test_no_folder_of_the_checkout_is_importable(submit: Callable[..., Report]) -> None:
    """The worker's import path holds no folder of the checkout: at most, without a private root, the worker's own."""
    source = "import sys\nraise ImportError('|'.join(sys.path))\ndef smoltalk_to_chatml(a, b): ...\n"
    problem = of(submit(source)).problem
    assert problem is not None
    assert problem.reason is Reason.ERROR
    assert problem.message is not None
    path = str(problem.message.fields["message"]).split("|")
    inside = [entry for entry in path if entry.startswith(str(ROOT)) and "site-packages" not in entry]
    assert inside in ([], [str(ROOT / "grader" / "smol_grade" / "_worker")])
    assert len(path) >= 2
