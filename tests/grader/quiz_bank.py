"""A bank made for tests: five items of each kind but one, over four objectives, with keys that a reader can see."""

from __future__ import annotations

from smol_grade.quiz.bank import Bank, Case, Item, Kind, Option
from smol_grade.records import Text

OBJECTIVES = ("chat", "loss", "lora", "data")
KINDS: tuple[Kind, ...] = ("single", "multi", "numeric", "order", "code-output", "spot-the-bug")
SECRETS = ("OUTPUT-KEY", "FIXED-KEY", "WHY-KEY", "EXPLANATION-KEY", "COMPUTE-KEY", "RAISES-KEY")
"""Words that stand only in what is not published."""


def both(text: str) -> Text:
    """Return a text whose Spanish can be told from the English."""
    return Text(en=text, es=f"{text} (es)")


def item(kind: Kind, number: int) -> Item:
    """Return an item of a kind. Its right options are the first ones; a reader of what is published cannot know."""
    name = f"instruction-{kind}-{number}"
    why = both("WHY-KEY")
    wrong = [Option(text=both(f"{name} wrong {i}"), why=why) for i in range(3)]
    right = [Option(text=both(f"{name} right {i}"), right=True) for i in range(2)]
    code = f"x = {number}\nprint(x)\n" if kind in {"code-output", "spot-the-bug"} else ""
    return Item(
        id=name,
        objective=OBJECTIVES[number % len(OBJECTIVES)],
        source="unit1/render_chatml",
        level="turtle",
        kind=kind,
        question=both("How many are {r} and {s}?" if kind == "numeric" else "Which {r}?"),
        explanation=both("EXPLANATION-KEY"),
        code=code,
        options={"single": (right[0], *wrong), "multi": (*right, *wrong)}.get(kind, ()),
        cases=tuple(Case(answer=r + 0.5 + number / 64, values={"r": r, "s": 8.0}) for r in (4, 8, 16))
        if kind == "numeric"
        else (),
        compute="COMPUTE-KEY" if kind == "numeric" else "",
        tolerance=0.01 if kind == "numeric" else 0.0,
        steps=tuple(both(f"{name} step {i}") for i in range(4)) if kind == "order" else (),
        output="OUTPUT-KEY 1" if kind in {"code-output", "spot-the-bug"} else "",
        line=2 if kind == "spot-the-bug" else 0,
        fix="FIXED-KEY" if kind == "spot-the-bug" else "",
        raises="RAISES-KEY" if kind == "spot-the-bug" and number else "",
    )


def bank(each: int = 5) -> Bank:
    """Return a bank with `each` items of each kind."""
    items = tuple(item(kind, number) for kind in KINDS for number in range(each))
    return Bank(schema_version=1, unit="instruction", items=items)
