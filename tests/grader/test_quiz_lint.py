"""The linter of banks: a sound bank has no fault, and each planted fault is found, with file, item and what to do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from smol_grade.course import load_course
from smol_grade.devcheck import bank_lint, quizzes
from smol_grade.devcheck.check import DevCheck
from smol_grade.grade import Engine
from smol_grade.locate import Checkout, checkout_files
from smol_grade.quiz.bank import Bank, Case, Item, Option, read_bank
from smol_grade.records import Text

from .conftest import ROOT

COURSE = load_course(checkout_files(ROOT))
UNIT = COURSE.units[1]
change = msgspec.structs.replace


def both(english: str, spanish: str = "") -> Text:
    return Text(en=english, es=spanish or f"{english} en español")


def options(*texts: str, right: int = 0) -> tuple[Option, ...]:
    why = both("Because it is so.")
    return tuple(
        Option(text=both(text, text), right=number == right, why=None if number == right else why)
        for number, text in enumerate(texts)
    )


def items() -> dict[str, Item]:
    """Return one sound item of each kind, by kind."""

    def made(kind: str, objective: str, **fields: object) -> Item:
        return Item(
            id=f"instruction-{kind}",
            objective=objective,
            source="unit1/render_chatml",
            level="turtle",
            kind=kind,  # type: ignore[arg-type]
            question=both("How many are {n}?" if kind == "numeric" else "Which?"),
            explanation=both("It is so."),
            **fields,  # type: ignore[arg-type]
        )

    every = (
        made("single", "a", options=options("one", "three", "seven", right=1)),
        made("multi", "a", options=options("one", "two", "three")),
        made("numeric", "b", cases=(Case(answer=4, values={"n": 2}),), compute="n * math.sqrt(4)"),
        made("order", "b", steps=(both("one"), both("two"), both("three"))),
        made("code-output", "c", code="print(1, [2])\n", output="1 [2]"),
        made(
            "spot-the-bug",
            "c",
            code="x = 1\nx.y\nprint(x)\n",
            line=2,
            raises="AttributeError",
            fix="x += 1",
            output="2",
        ),
    )
    return {item.kind: item for item in every}


def as_bank(**changed: Item) -> Bank:
    return Bank(schema_version=1, unit="instruction", items=tuple((items() | changed).values()))


def problems(tmp_path: Path, bank: Bank, root: Path | None = ROOT) -> list[str]:
    """Return what the linter says of a bank in a file of its own, without the name of the file."""
    path = tmp_path / "bank.toml"
    path.write_text(toml(bank), "utf-8")
    linter = quizzes.Linter(COURSE, root)
    found = [*linter.bank(path, UNIT, 6, every_kind=True), *quizzes.untrue(linter.tasks)]
    assert [one for one in found if not one.startswith(str(path))] == []
    return [one.removeprefix(str(path)).lstrip(",: ") for one in found]


def toml(bank: Bank) -> str:
    """Return a bank as TOML, by way of JSON, whose tables and texts are TOML's inline ones."""

    def value(of: object) -> str:
        if isinstance(of, dict):
            return "{" + ", ".join(f"{value(key)} = {value(one)}" for key, one in of.items() if one is not None) + "}"
        if isinstance(of, list | tuple):
            return "[" + ", ".join(value(one) for one in of) + "]"
        return msgspec.json.encode(of).decode()

    return "\n".join(f"{key} = {value(one)}" for key, one in msgspec.to_builtins(bank).items())


def test_a_sound_bank_has_no_fault(tmp_path: Path) -> None:
    """Nothing is said of it, with a checkout or without."""
    assert [] == problems(tmp_path, as_bank())
    assert [] == problems(tmp_path, as_bank(), root=None)
    assert as_bank() == read_bank(tmp_path / "bank.toml")


FAULTS: dict[str, tuple[str, dict[str, object], str]] = {
    "two right": ("single", {"options": (*options("one", "three"), options("x")[0])}, "2 options are right"),
    "none right": ("single", {"options": options("one", "three", "seven", right=9)}, "0 options are right"),
    "all right": ("multi", {"options": tuple(options(text)[0] for text in ("a", "b", "c"))}, "3 of 3 options are right"),
    "two options": ("single", {"options": options("seven", "three", right=1)}, "it has 2 options; single has 3 to 5"),
    "seven options": ("multi", {"options": options(*"abcdefg")}, "it has 7 options; multi has 3 to 6"),
    "equal options": ("single", {"options": options("one", "three ", "three", "nine!", right=1)}, "two options are 'three' in en"),
    "equal steps": ("order", {"steps": (both("a", "x"), both("b", "x"), both("c"))}, "two steps are 'x' in es"),
    "two steps": ("order", {"steps": (both("a"), both("b"))}, "it has 2 steps; order has 3 to 6"),
    "no why": ("single", {"options": (*options("one"), change(options("two", right=9)[0], why=None), *options("three", right=9))}, "option 2 is wrong and has no `why`"),
    "too much why": ("single", {"options": tuple(change(one, why=both("So.")) for one in options("one", "three", "seven"))}, "delete its `why`"),
    "long right": ("single", {"options": options("a", "b", "c" * 30, right=2)}, "the length gives it away"),
    "empty": ("order", {"question": Text(en="Which?", es=" ")}, "question.es is empty"),
    "untranslated": ("order", {"explanation": Text(en="It is so.", es="It is so.")}, "explanation.es is the English text"),
    "half a code": ("order", {"question": both("Which `x?")}, "question has a ` without its other half"),
    "other places": ("numeric", {"question": Text(en="How many {n}?", es="¿Cuántos {m}?")}, "names {n} in English and {m} in Spanish"),
    "unknown value": ("numeric", {"explanation": both("It is {m} times two.")}, "explanation.es names {m}, which"),
    "unasked value": ("numeric", {"cases": (Case(answer=4, values={"n": 2, "m": 1}),)}, "case 1 has {m}, {n}"),
    "same values": ("numeric", {"cases": (Case(answer=4, values={"n": 2}),) * 2}, "two cases have the same values"),
    "below zero": ("numeric", {"tolerance": -1.0}, "tolerance is below zero"),
    "other slug": ("order", {"id": "lora-order"}, "its id must be instruction-"),
    "upper case": ("order", {"objective": "LoRA"}, "its objective 'LoRA' must be"),
    "needless": ("order", {"output": "3"}, "order has no use for `output`"),
    "needed": ("numeric", {"compute": ""}, "numeric needs `compute`"),
    "no exercise": ("order", {"source": "unit1/nothing"}, "is no exercise of unit1"),
    "no file": ("order", {"source": "docs/nothing.md#x"}, "there is no file docs/nothing.md"),
    "outside": ("order", {"source": "../etc/passwd#x"}, "there is no file ../etc/passwd"),
    "no anchor": ("order", {"source": "docs/glossary.md#nothing"}, "has no anchor 'nothing'"),
    "no hash": ("order", {"source": "docs/glossary.md"}, "is no unitN/EXERCISE, FILE#ANCHOR or https address"),
    "http": ("order", {"source": "http://example.org/x"}, "is no https address"),
    "since": ("order", {"since": "trl from 1.0"}, "is no requirement"),
    "not yet": ("order", {"since": "trl>=99"}, "does not hold with trl"),
    "unknown package": ("order", {"since": "no-such-package>=1"}, "is not installed"),
    "wrong answer": ("numeric", {"cases": (Case(answer=5, values={"n": 2}),)}, "gives 4 for {'n': 2}, `answer` says 5"),
    "no formula": ("numeric", {"compute": "n *"}, "`compute` raises SyntaxError"),
    "unknown name": ("numeric", {"compute": "n * m"}, "`compute` raises NameError: name 'm'"),
    "no number": ("numeric", {"compute": "float('nan') * n"}, "gives nan"),
    "other output": ("code-output", {"output": "1 [3]"}, "the code prints '1 [2]', `output` says '1 [3]'"),
    "long output": ("code-output", {"code": "print('1\\n2\\n3\\n4')\n", "output": "1\n2\n3\n4"}, "its output has 4 lines"),
    "a command": ("code-output", {"code": "print('Q')\n", "output": "Q"}, "what one types to skip, leave"),
    "heavy": ("code-output", {"code": "import json, torch.nn\nprint(1, [2])\n"}, "it imports torch;"),
    "no program": ("code-output", {"code": "print(1, [2]\n"}, "the code raises SyntaxError in line 1"),
    "fails": ("code-output", {"code": "x = 1\nprint(y)\n"}, "the code raises NameError in line 2"),
    "exits": ("code-output", {"code": "raise SystemExit(3)\n"}, "the code raises SystemExit in line 1"),
    "other error": ("spot-the-bug", {"raises": "TypeError"}, "the code raises AttributeError, `raises` says TypeError"),
    "other line": ("spot-the-bug", {"code": "x = 1\nx += 1\nx.y\nprint(x)\n"}, "comes from line 3, `line` says 2"),
    "no bug": ("spot-the-bug", {"code": "x = 1\nx += True\nprint(x)\n", "raises": ""}, "prints `output` without `fix`"),
    "untold error": ("spot-the-bug", {"raises": ""}, "raises AttributeError in line 2; say so"),
    "fix fails": ("spot-the-bug", {"fix": "x.z"}, "with `fix`, the code raises AttributeError in line 2"),
    "fix is wrong": ("spot-the-bug", {"fix": "x += 3"}, "with `fix`, the code prints '4'"),
    "fix is no fix": ("spot-the-bug", {"fix": "x.y "}, "its fix is the wrong line itself"),
    "no line": ("spot-the-bug", {"line": 9}, "its line 9 is not in the code"),
    "fix alone": ("spot-the-bug", {"output": ""}, "belong together"),
    "nothing wrong": ("spot-the-bug", {"raises": "", "fix": "", "output": ""}, "needs `raises`, or `fix`"),
}  # fmt: skip
"""What is wrong -> the kind of the item, its changed fields, and what the linter says."""


@pytest.mark.parametrize("name", FAULTS)
def test_each_planted_fault_is_found(name: str, tmp_path: Path) -> None:
    """The sentence names the item and what is wrong."""
    kind, fields, said = FAULTS[name]
    item = change(items()[kind], **fields)
    found = problems(tmp_path, as_bank(**{kind: item}))
    assert [one for one in found if one.startswith(f"{item.id}: ") and said in one], found


def test_a_program_that_does_not_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told of, and what comes after it is still run."""
    program = Path(quizzes.untrue.__globals__["quiz_program"].__file__)
    quick = tmp_path / "program.py"
    quick.write_text(program.read_text("utf-8").replace("LIMIT_S = 30", "LIMIT_S = 1"), "utf-8")
    monkeypatch.setattr("smol_grade.devcheck.quiz_program.__file__", str(quick))
    endless = change(
        items()["code-output"], code="while True:\n    try:\n        x = 1\n    except Exception:\n        pass\n"
    )
    wrong = change(items()["spot-the-bug"], raises="TypeError")
    found = problems(tmp_path, as_bank(**{"code-output": endless, "spot-the-bug": wrong}))
    assert ["instruction-code-output", "instruction-spot-the-bug"] == [one.partition(":")[0] for one in found]
    assert "takes more than" in found[0]


def singles(count: int, make: Callable[[int], tuple[Option, ...]]) -> Bank:
    """Return a bank of `single` items with these options."""
    single = items()["single"]
    return Bank(
        schema_version=1,
        unit="instruction",
        items=tuple(change(single, id=f"instruction-{n}", options=make(n)) for n in range(count)),
    )


def said_of(bank: Bank) -> list[str]:
    return [fault.problem for fault in bank_lint.faults(bank) if not fault.item]


def test_what_options_give_away_together_is_found() -> None:
    """Right options that are the longest in more than 40 % of the items, or stand in one place in more than half."""
    longest = singles(5, lambda n: options("one", "four", "seven" if n > 2 else "seventy", right=1 if n > 2 else 2))
    assert any("longest in 3 of 5" in problem for problem in said_of(longest))
    fewer = singles(5, lambda n: options("one", "four", "seven" if n > 1 else "seventy", right=1 if n > 1 else 2))
    assert not any("longest" in problem for problem in said_of(fewer))
    placed = singles(6, lambda n: options("one", "four", "seven", right=0 if n > 1 else 1))
    assert any("number 1 in 4 of 6" in problem for problem in said_of(placed))
    even = singles(6, lambda n: options("one", "four", "seven", right=n % 2))
    assert not any("number" in problem for problem in said_of(even))


def test_what_a_bank_lacks_is_found(tmp_path: Path) -> None:
    """Too few objectives, one with a single item, a kind that is not there, too few items, another unit, one id twice."""
    few = Bank(schema_version=1, unit="evaluation", items=(items()["single"],) * 2)
    found = "\n".join(problems(tmp_path, few))
    for said in (
        "1 objectives",
        "no item is order",
        "2 items; at least 6",
        "its unit is 'evaluation'",
        "its id is taken",
    ):
        assert said in found
    alone = as_bank(single=change(items()["single"], objective="d"))
    assert "the objective d has 1 item; write another, or merge it with a neighbour" in problems(tmp_path, alone)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema_version = 2\nunit = 'x'\nitems = []", "newer"),
        ("unit = ", "line 1"),
        ("unit = 1", "line 1"),
        (None, "No such"),
    ],
)
def test_a_file_that_is_no_bank_is_told(text: str | None, said: str, tmp_path: Path) -> None:
    """Its line is named, and the other banks are still read."""
    if text is not None:
        (tmp_path / "b.toml").write_text(text, "utf-8")
    [found] = quizzes.Linter(COURSE, ROOT).bank(tmp_path / "b.toml", UNIT, 6, every_kind=True)
    assert said in found


def test_missing_and_stray_banks_are_told(tmp_path: Path) -> None:
    """Each unit that counts has both banks; a file of another name belongs to none."""
    (tmp_path / "quizzes" / "practice").mkdir(parents=True)
    (tmp_path / "quizzes" / "practice" / "unit9.toml").write_text("", "utf-8")
    expected = {
        f"quizzes/{kind}/{unit.alias}.toml is missing" for kind in ("practice", "sample") for unit in COURSE.units[1:]
    }
    expected |= {"quizzes/practice/unit9.toml is the bank of no unit"}
    assert expected == set(quizzes.problems(tmp_path, COURSE, COURSE.units))


def test_a_unit_is_checked_with_its_banks_and_an_exercise_without(tmp_path: Path) -> None:
    """`dev check` asks for all banks, `dev check unit1` for those of the unit, `dev check unit1/NAME` for none."""
    files = checkout_files(ROOT)
    with Engine(files) as engine:
        count = {
            target: len(list(DevCheck(Checkout(tmp_path), files, engine, 1, target=target)._quizzes()))
            for target in ("", "unit1", "unit1/sft_loss", "unit0")
        }
    assert {"": 2 * len(COURSE.units[1:]), "unit1": 2, "unit1/sft_loss": 0, "unit0": 0} == count


def test_quizzes_can_be_checked_alone() -> None:
    """`dev check quizzes` grades nothing and says of the banks what the whole check says."""
    command = [sys.executable, "-m", "smol_grade", "dev", "check", "quizzes", "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = list(quizzes.problems(ROOT, COURSE, COURSE.units))
    assert (1 if found else 0) == done.returncode
    assert found == [line.strip() for line in done.stdout.splitlines()[1:-1]]


def test_an_operators_bank_is_checked_without_a_checkout(tmp_path: Path) -> None:
    """Its programs run, its ids may not be those of a practice bank; what needs the checkout is left out."""
    path = tmp_path / "unit1.toml"
    files = checkout_files(ROOT)
    path.write_text(toml(as_bank(**{"code-output": change(items()["code-output"], output="2")})), "utf-8")
    found = list(quizzes.private_problems(path, COURSE, files))
    assert ["6 items", "the code prints"] == [
        word for one in found for word in ("6 items", "the code prints") if word in one
    ]
    taken = read_bank(files.quizzes / "unit1.toml").items[0].id
    path.write_text(toml(as_bank(single=change(items()["single"], id=taken))), "utf-8")
    assert any(
        f"{taken}: its id is taken, by unit1.toml" in one for one in quizzes.private_problems(path, COURSE, files)
    )
