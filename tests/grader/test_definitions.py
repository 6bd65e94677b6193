"""What is taken out of notebooks' cells: what functions need, in an order that works, and nothing that does something."""

from __future__ import annotations

from pathlib import Path

import pytest

from smol_grade.definitions import Place, cell_of, definitions
from smol_grade.grade import Engine, grade
from smol_grade.messages import say_sentence
from smol_grade.notebook import without_magics
from smol_grade.report import Screen, render_terminal

from .notebooks import written


def run(*cells: str, name: str = "f") -> object:
    """What the function returns when the module is run."""
    space: dict[str, object] = {}
    exec(definitions(cells, [name]).source, space)
    found = space[name]
    assert callable(found)
    return found()


def test_only_what_a_function_needs_is_taken() -> None:
    """Imports, constants and functions of others stay behind."""
    taken = definitions(["import wandb\nimport re", "A = 1\nB = 2", "def g(): return A", "def f(): return g()"], ["f"])
    assert not any(word in taken.source for word in ("wandb", "import re", "B ="))
    assert {} == taken.left_out


def test_what_runs_at_once_is_moved_before_what_needs_it() -> None:
    """Constants made of later constants, decorators and defaults defined below, base classes."""
    made = run(
        "@twice\ndef f(more=LATER):\n    return more + Child().value",
        "class Child(Parent):\n    value = SUM[0]",
        "SUM = [sum(x for x in LIST)]",
        "LATER = SUM[0] * 2",
        "class Parent:\n    pass",
        "LIST = [1, 2]\nLIST.append(3)\nLIST += [4]",
        "def twice(g):\n    return lambda: TWO * g()",
        "TWO = 2",
    )
    assert 60 == made


def test_the_last_written_definition_counts() -> None:
    """As when the notebook is run from top to bottom; one that is still to be written is no definition."""
    assert 2 == run(
        "def f():\n    return 1", "def f():\n    return 2", "def f(x=0):\n    raise NotImplementedError('TODO')"
    )
    assert 3 == run("def f():\n    return X", "X = 1", "X = 2\nX = X + 1")


@pytest.mark.parametrize(
    "cell",
    [
        "x = load()",
        "x = model.generate(1)",
        "x = y = open('/etc/passwd')",
        "x = [print(1) for _ in range(3)]",
        "x = f'{login()}'",
        "x: int = train()",
        "x = (lambda: 1)()",
        "x = await later()",
        "for x in range(3): pass",
        "with open('a') as x: pass",
        "x = trainer.train().metrics",
        "if check():\n    x = 1",
        "x = y\ny = load()",
        "import os; x = os.system('true')",
    ],
)
def test_what_does_something_is_left_out(cell: str) -> None:
    """And told: the name, and where it is bound."""
    taken = definitions([cell, "def f():\n    return x"], ["f"])
    assert ("# %% cell 2, line 1\ndef f():\n    return x\n", 1) == (taken.source, taken.left_out["x"].cell)


def test_a_default_that_is_left_out_keeps_no_function_from_being_called() -> None:
    """`tokenizer=tokenizer` is common, and the grader gives the argument anyway."""
    assert 5 == run("t = load()", "def f(t=t, x=5):\n    return x")


def test_names_come_from_star_imports_too() -> None:
    """Which may be slow, and is only done where a name is known from nowhere else."""
    assert 3.0 == run("from math import *", "def f():\n    return sqrt(9)")
    assert "math" not in definitions(["from math import *", "def f():\n    return 1"], ["f"]).source


def test_a_cell_that_is_no_python_comes_last_when_it_may_hold_what_is_missing() -> None:
    """The function itself or one that it calls; any other broken cell is nobody's business."""
    for cells in (["def f(:\n    return 1"], ["def g(:\n    pass", "def f():\n    return g()"]):
        with pytest.raises(SyntaxError):
            compile(definitions(cells, ["f"]).source, "m", "exec")
    assert 1 == run("def f(:", "def f():\n    return 1", "def g(:", "print 'x'")
    with pytest.raises(SyntaxError):
        compile(definitions(["def f():\n    return 1", "def f():\n    return ("], ["f"]).source, "m", "exec")
    assert 1 == len(definitions(["def f(): pass", "def f(:"], ["f"], live=True).source.split("def f")) - 1


def test_lines_are_found_in_their_cells() -> None:
    """Also of statements that were moved, and of functions that stand in the middle of a cell."""
    cells = ["\n\ndef f():\n    return K[\n        'a'\n    ]", "x = 1\n\nK = {\n    'a': 1,\n}"]
    source = definitions(cells, ["f"]).source
    places = {text.strip(): cell_of(source, number) for number, text in enumerate(source.splitlines(), 1)}
    wanted = {"def f():": (1, 3), "'a'": (1, 5), "K = {": (2, 3), "'a': 1,": (2, 4)}
    assert {text: Place(*place) for text, place in wanted.items()} == {text: places[text] for text in wanted}


@pytest.mark.parametrize(
    "cell",
    [
        "(" * 5000,
        "x = " + "-" * 100_000 + "1",
        "\x00",
        "x = '\ud800'",
        "return",
        "f" * 10,
        "def f(): return 1" + ";1" * 9_999,
    ],
)
def test_hostile_cells_are_left_out(cell: str) -> None:
    """Nothing is raised, and the rest is taken."""
    assert 1 == run(cell, "def f():\n    return 1")


@pytest.mark.parametrize(
    ("cells", "made"),
    [
        (["def g(): return 1", "old = g\ndef g(): return old() + 1", "def f(): return g()"], 2),
        (["def deco(h):\n    return lambda: h() * 2", "def f(): return 4", "f = deco(f)"], 8),
        (["x = 1", "def f(): return x", "del x", "x = 3"], 3),
        (
            ["if torch.cuda.is_available():\n    def f(): return 'gpu'\nelse:\n    def f():\n        return 'cpu'"],
            "cpu",
        ),
        (["if torch.cuda.is_available():\n    dev = 'cuda'\nelse:\n    dev = 'cpu'", "def f(): return dev"], "cpu"),
        (["with torch.no_grad():\n    def f():\n        return 5"], 5),
        (["try:\n    x = 1\n    login()\nexcept ValueError:\n    pass", "def f(): return x"], 1),
        (["import os\nt = os.getenv('NO_SUCH_THING', 'd')", "def f(): return t"], "d"),
        (
            [
                "from dataclasses import dataclass\n@dataclass\nclass C:\n    x: int = 4\n",
                "cfg = C()\nns = dict(a=C(x=1))",
                "def f(): return cfg.x + ns['a'].x",
            ],
            5,
        ),
        (["def sep(x): return ' - '", "def sep(x): return x", "def f(): return sep('a')"], "a"),
        (["from unsloth import *\nfrom math import *", "def f(): return floor(2.5)"], 2),
        (["f: object = lambda: 6"], 6),
        (["g = f = lambda: 7"], 7),
        (["!pip install a \\\n    b\nimport json", "def f(): return json.loads('3')"], 3),
        (["    def f():\n        return 9"], 9),
        ([">>> def f():\n...     return 10"], 10),
        (["\ufeffdef f(): return 11"], 11),
    ],
)
def test_shapes_that_real_notebooks_have(cells: list[str], made: object) -> None:
    """What Python would make of the same code in a file."""
    assert made == run(*map(without_magics, cells))


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("import os\nos.environ['HF_TOKEN'] = 'hf_secret'", "hf_secret"),
        ("import shutil\nX = shutil.copy('a', 'b')", "shutil.copy"),
        ("import requests\nX = requests.get('http://a')", "requests.get"),
        ("def count(): train()\nX = count()", "X = count"),
        ("class MyConfig:\n    def __init__(self): train()\nX = MyConfig()", "X = MyConfig"),
    ],
)
def test_calls_that_do_something_are_not_taken_for_others(cell: str, word: str) -> None:
    """Names that look harmless, of modules and of the notebook that are not; what is imported is nobody's constant."""
    assert word not in definitions([cell, "def f():\n    return X, os.sep"], ["f"]).source


def test_thousands_of_statements_take_no_time() -> None:
    """Nor does a chain of them in the wrong order end in an error."""
    chain = [f"x{n} = x{n + 1}" for n in range(3000)] + ["x3000 = 1"]
    assert "x3000 = 1" in definitions(["\n".join(chain), "def f(): return x0"], ["f"]).source
    assert 4000 == without_magics("!ls\n" * 4000).count("# !ls")


FAULTS = {
    "raised": (
        ["import re", "X = 1\n\ndef transcript(messages):\n    y = 1\n    return messages['a']"],
        "cell 2, line 5",
    ),
    "syntax": (["import re", "def transcript(messages):\n    return ("], "cell 2, line 2: SyntaxError"),
    "left_out": (
        ["SEP = load()", "def transcript(messages):\n    return SEP"],
        "the name SEP is bound in cell 1, line 1",
    ),
    "absent": (
        ["def transcrip(messages):\n    return 1"],
        "defines no transcript. It has transcrip: is that its name?",
    ),
    "bound_by_a_call": (["transcript = make()"], "the name transcript is bound in cell 1"),
    "later_broken": (
        ["def transcript(m): return ''", "def transcript(m):\n    return ("],
        "cell 2, line 2: SyntaxError",
    ),
    "stub": (["def transcript(messages):\n    raise NotImplementedError('TODO 0.1: x')"], "not started"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_failure_is_told_by_cell(name: str, tmp_path: Path, engine: Engine) -> None:
    """The number of the code cell, and the line within it; a name that was left out is said to be."""
    cells, said = FAULTS[name]
    path = tmp_path / "notes.ipynb"
    path.write_text(written(cells), "utf-8")
    report = grade("unit0", path, engine=engine, seed=1)
    told = [say_sentence("en", check.message) for check in report.checks if check.message is not None]
    assert 0 == report.points
    assert said in " ".join([*told, *render_terminal(report, "en", Screen(width=400)).split("\n")])
